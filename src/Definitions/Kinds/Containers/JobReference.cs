// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>System manager: systemd forgets how a job has ended, and when, unless a unit that stays refers to it.</summary>
internal static class JobReference
{
    public static UnitFile Plan(ContainerName name)
    {
        var unit = new UnitFile($"{SystemUnits.Names}.d/50-{SystemUnits.Container(name)}.conf");
        // No order that there is not: it comes before the network of every container.
        unit.Unit.Add("Before", SystemUnits.Container(name));
        return unit;
    }
}
