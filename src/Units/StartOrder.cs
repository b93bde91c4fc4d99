// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Units;

/// <summary>Which of systemd's dependencies, by the names of their directives, make a container wait for another unit.</summary>
internal static class StartOrder
{
    /// <summary>Who must be up for this one to run is also started before it, which systemd does not do by itself.</summary>
    public static bool NeedsAfter(string directive) => directive is "Requires" or "Requisite" or "Wants" or "BindsTo";

    public static bool WaitsFor(string directive) => directive == "After" || NeedsAfter(directive);

    public static bool IsWaitedFor(string directive) => directive == "Before";
}
