// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>The user's units that make what a container names: volumes, and images that are pulled or built.</summary>
internal static class Prerequisites
{
    /// <summary>Those of a unit, each of them once, and behind those that it needs itself.</summary>
    public static IReadOnlyList<string> Of(ServiceManager manager, string unit)
    {
        var found = new List<string>();
        Add(unit);
        return found;

        void Add(string of)
        {
            foreach (var needed in manager.Requirements(of))
            {
                if (UserUnits.IsPrerequisite(needed) && !found.Contains(needed, StringComparer.Ordinal))
                {
                    found.Insert(0, needed);
                    Add(needed);
                }
            }
        }
    }
}
