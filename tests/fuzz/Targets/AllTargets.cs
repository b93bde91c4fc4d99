// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;

namespace RootfulContainers.Tests.Fuzz.Targets;

internal static class AllTargets
{
    public static IReadOnlyList<Target> All { get; } =
    [
        DefinitionTarget.Make(),
        ProcessTargets.Claim(),
        ProcessTargets.Notify(),
        JsonTarget.Make(),
        AddressTargets.Database(),
        AddressTargets.Pool(),
        TextTargets.Files(),
        TextTargets.Options(),
        BusTarget.Make(),
    ];

    public static Target Find(string name) =>
        All.FirstOrDefault(t => t.Name == name)
        ?? throw new ArgumentException(
            $"no target '{name}': there are {string.Join(", ", All.Select(t => t.Name))}",
            nameof(name)
        );

    /// <summary>What the programs tell in one line is no finding; everything else would end them with a stack trace.</summary>
    public static void ToleratingFailures(Action run)
    {
        try
        {
            run();
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            Expect(e.Message.Length > 0, "a failure without a message");
        }
    }

    public static void Expect(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new FindingException(otherwise);
        }
    }
}
