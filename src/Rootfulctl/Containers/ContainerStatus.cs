// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Rootfulctl.Systemd;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>All that is told of one container, gathered at one moment.</summary>
internal sealed class ContainerStatus
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private const string Began = "InactiveExitTimestampMonotonic";
    private const string Ready = "ActiveEnterTimestampMonotonic";
    private const string Ended = "InactiveEnterTimestampMonotonic";
    private const int LogLines = 8;

    private static readonly string[] UserProperties =
    [
        "Type",
        "ActiveState",
        "SubState",
        "Result",
        Began,
        Ready,
        Ended,
        "MemoryCurrent",
        "TasksCurrent",
        "CPUUsageNSec",
        "Environment",
    ];

    private ContainerStatus(Target target, ListedContainer listed, UnitProperties container, UnitProperties network) =>
        (Target, Listed, Container, Network) = (target, listed, container, network);

    public Target Target { get; }

    public ListedContainer Listed { get; }

    /// <summary>Of <c>rootful-container@</c>.</summary>
    public UnitProperties Container { get; }

    /// <summary>Of <c>rootful-network@</c>.</summary>
    public UnitProperties Network { get; }

    /// <summary>Empty when the user's service manager did not answer, or is not the caller's to ask.</summary>
    public IReadOnlyList<UserUnitProperties> UserUnits { get; private init; } = [];

    public IReadOnlyList<string> Log { get; private init; } = [];

    /// <summary>The one that holds the container's processes.</summary>
    public UserUnitProperties? Processes => UserUnits.FirstOrDefault(u => u.Text("Type") == "forking");

    private UserUnitProperties? Init => UserUnits.FirstOrDefault(u => u.Unit == Contract.UserUnits.Init(Target.Name));

    /// <summary>Why it does not run; null when it does, or nothing is known to be wrong.</summary>
    public string? Reason { get; private init; }

    public IEnumerable<StartStep> Steps =>
        new[] { Network, Container }
            .Select(u => Timeline.Step(u.Unit, "system", u.Number(Began), u.Number(Ready), u.Number(Ended)))
            .Concat(
                UserUnits.Select(u => Timeline.Step(u.Unit, "user", u.Number(Began), u.Number(Ready), u.Number(Ended)))
            )
            .OfType<StartStep>();

    /// <summary>What somebody has to do so that the definition is what runs; null when it is.</summary>
    public string? Pending =>
        Listed.IsUndefined ? "its definition was removed; it runs until it is stopped"
        : IsUnread ? "the definition changed on disk; 'systemctl daemon-reload' reads it"
        : IsOutdated ? $"the definition changed since the start; 'rootfulctl restart {Target.Name}' applies it"
        : ChangedNetwork is { } network
            ? $"the definition of network {network} changed; 'rootfulctl up' restarts all that is on it"
        : null;

    private string? ChangedNetwork { get; init; }

    private bool IsUnread { get; init; }

    private bool IsOutdated =>
        Listed.IsRunning
        && Target.Definition is { Container: { } defined }
        && RunningDefinition.IsAnother(Init, defined.Fingerprint);

    public static ContainerStatus Read(Target target, DefinitionSet definitions, SystemBus bus)
    {
        var name = target.Name;
        // The child and systemd work at the same time.
        using var child =
            target.Uid is { } uid && Caller.MayActAs(uid)
                ? UserUnitProperties.Ask(
                    uid,
                    [Contract.UserUnits.Create(name), Contract.UserUnits.Init(name), Contract.UserUnits.Start(name)],
                    UserProperties
                )
                : null;
        var units = bus.Properties([SystemUnits.Container(name), SystemUnits.Network(name)]);
        var listed = Inventory.Of(target, definitions, bus, units[0], units[1]);
        var log = target.Uid is { } owner ? LastLines(definitions.Journal(target, owner)) : [];
        return new ContainerStatus(target, listed, units[0], units[1])
        {
            UserUnits = child?.Output(Limit) is { } output ? UserUnitProperties.Parse(output) : [],
            Log = log,
            Reason = listed.IsRunning
                ? null
                : Containers.Reason.Of(bus, definitions, target.Definition, units[0], units[1]),
            ChangedNetwork = new ChangedNetworks(definitions).Of(listed).FirstOrDefault(),
            IsUnread =
                target.Definition is { IsMasked: false } definition
                && !GeneratedUnits.AreLoaded(definition, definitions),
        };
    }

    /// <param name="matches">Of journalctl.</param>
    public static string[] LastLines(IReadOnlyList<string> matches)
    {
        var result = ChildProcess.Run(
            ProgramFile.Find("journalctl"),
            ["--quiet", "--no-pager", $"--lines={LogLines}", "--output=short-iso", "--no-hostname", .. matches],
            Limit
        );
        return result is { Status: 0 }
            ? Encoding.UTF8.GetString(result.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : [];
    }
}
