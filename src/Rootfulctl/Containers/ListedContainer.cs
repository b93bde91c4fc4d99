// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.State;
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>A container as all sources together show it: its definition, its units and its state.</summary>
internal sealed record ListedContainer(ContainerName Name, ContainerState State)
{
    /// <summary>Null for one whose definition was removed, or may not be read.</summary>
    public Definition? Definition { get; init; }

    /// <summary>Where it is then; null when it was removed.</summary>
    public string? UnreadablePath { get; init; }

    /// <summary>Whether nothing defines it any more.</summary>
    public bool IsUndefined => Definition is null && UnreadablePath is null;

    public UnitState? Unit { get; init; }

    public UnitState? NetworkUnit { get; init; }

    public bool IsUnitMasked { get; init; }

    public string? User { get; init; }

    public uint? Uid => Definition?.Uid ?? State.Uid;

    public ContainerHealth? Health { get; init; }

    /// <summary>When it came into its state.</summary>
    public DateTimeOffset? Since { get; init; }

    public string StateText => Words.OfState(this);

    public IEnumerable<string> Networks =>
        State.Interfaces.Count > 0
            ? State.Interfaces.Select(i => i.Network).Distinct(StringComparer.Ordinal)
            : Definition?.Networks.Distinct(StringComparer.Ordinal) ?? [];

    /// <summary>Those that it has.</summary>
    public IEnumerable<string> Addresses =>
        State.Interfaces.Count > 0
            ? State.Interfaces.SelectMany(i => i.Addresses).Select(a => a.ToString())
            // Behind them stands which network they are on.
            : State.AddressText?.Split([' ', ',']).Where(w => System.Net.IPAddress.TryParse(w, out _)) ?? [];

    /// <summary>Those that it has on one network.</summary>
    public IEnumerable<string> AddressesOn(string network) =>
        State.Interfaces.Count > 0
            ? State.Interfaces.Where(i => i.Network == network).SelectMany(i => i.Addresses).Select(a => a.ToString())
            : (State.AddressText ?? "")
                .Split(", ")
                .Where(t => t.EndsWith($" ({network})", StringComparison.Ordinal))
                .SelectMany(t => t.Split(' ').SkipLast(1));

    /// <summary>Those that lead to it; while nothing is attached, those that it asks for.</summary>
    public IEnumerable<string> Ports =>
        State.Phase == AttachmentPhase.Attached && State.Interfaces.Count > 0
            ? State.Ports.Select(p => p.ToString())
            : Definition?.Ports ?? [];

    /// <summary>Of one that runs: whether it is held still.</summary>
    public bool IsPaused { get; init; }

    public bool IsRunning =>
        Unit is { Active: "active" or "reloading", Sub: not "exited" }
        || (IsJob && Unit is { Active: "activating", Sub: "start" });

    /// <summary>Whether it is done when it has ended well.</summary>
    public bool IsJob => Definition?.Container is { IsJob: true };

    /// <summary>Null of what is neither a job nor started by a timer.</summary>
    public Runs? Runs { get; init; }
}
