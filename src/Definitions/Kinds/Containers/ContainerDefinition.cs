// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>
/// One <c>NAME.toml</c>. Ordinary keys stay settings in table order, so that the order of flags is fixed by the key
/// table alone; only what needs more than its text has a member.
/// </summary>
internal sealed record ContainerDefinition(ContainerName Name, string Path, string Fingerprint, SettingList Settings)
{
    public IReadOnlyList<RequestedNetwork> Networks { get; init; } = [];

    /// <summary>The user's name or uid, or <see langword="null"/> when the definition does not say it rightly.</summary>
    public Setting? User => Settings["user"];

    /// <summary>Seconds from the stop signal to SIGKILL.</summary>
    public string StopTimeout => Settings["stop_timeout"]?.Text ?? "10";

    /// <summary>The units that start the container at boot.</summary>
    public IReadOnlyList<string> AutostartTargets =>
        Settings["autostart"] switch
        {
            null or { Values: [{ Text: "false" }] } => [],
            { IsTrue: true } => ["multi-user.target"],
            var targets => [.. targets.Values.Select(v => v.Text).Distinct(StringComparer.Ordinal)],
        };
}
