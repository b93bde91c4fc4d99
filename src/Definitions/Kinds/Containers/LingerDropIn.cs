// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>
/// System manager: nothing is run for a user who lingers already. To ask systemd-logind at every start of a container takes
/// as long as a third of the attachment.
/// </summary>
internal static class LingerDropIn
{
    public static UnitFile Plan(User user)
    {
        var unit = new UnitFile(SystemUnits.DropIn(SystemUnits.Linger(user.Uid)));
        unit.Unit.Add("ConditionPathExists", UnitText.Line($"!{LingerFile.Of(user.Name)}"));
        return unit;
    }
}
