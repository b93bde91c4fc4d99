// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Bench;

/// <summary>What a figure is called in the report.</summary>
/// <param name="HigherIsBetter">As throughput.</param>
internal sealed record Figure(string Name, string Title, bool HigherIsBetter = false)
{
    /// <summary>Whether there is a picture of it: not of what only says more of the one above it.</summary>
    public bool IsDrawn => !Title.StartsWith('…');
}

/// <summary>A part of the report, for one benchmark.</summary>
/// <param name="Of">What it was measured for several numbers of.</param>
internal sealed record Section(string Run, string Title, string Text, IReadOnlyList<Figure> Figures, string Of = "");

/// <summary>The words of the report, and its order.</summary>
internal static class Catalogue
{
    /// <summary>What the others are compared with.</summary>
    public const string Base = "ours";

    /// <summary>
    /// Whether it says nothing of what it is about: pasta's streams out of a container to another machine have a flaw of their own, which
    /// bench/README.md tells.
    /// </summary>
    public static bool IsLeftOut(string figure, string peer) =>
        figure.StartsWith("download", StringComparison.Ordinal) && (peer is "pasta" or "forwarder");

    private static readonly Figure[] _life =
    [
        new("start", "start, to the first answer"),
        new("start-cpu", "processors' time of a start"),
        new("restart", "restart, to the first answer"),
        new("stop", "stop"),
        new("gone", "stop, until the network is detached"),
    ];

    private static readonly Figure[] _traffic =
    [
        new("request-p50", "request, a connection each: median"),
        new("request-p99", "… 99th percentile"),
        new("request-kept-p50", "request on a kept connection: median"),
        new("request-kept-p99", "… 99th percentile"),
        new("request-ipv6-p50", "request over IPv6, a connection each: median"),
        new("request-ipv6-p99", "… 99th percentile"),
        new("datagram-p50", "UDP datagram and its answer: median"),
        new("datagram-p99", "… 99th percentile"),
        new("datagram-lost", "… lost of 2,000"),
        new("download", "from the container", true),
        new("download-cpu", "from the container: processors' time"),
        new("upload", "to the container", true),
        new("upload-cpu", "to the container: processors' time"),
        new("download-ipv6", "from the container, IPv6", true),
        new("download-ipv6-cpu", "… processors' time"),
        new("address", "the server sees the client's address", true),
        new("address-ipv6", "… over IPv6", true),
    ];

    public static IReadOnlyList<Section> Sections { get; } =
    [
        new(
            "start",
            "Start, restart and stop",
            "One container on a network of its own, of which each way takes the first and last one anew. The processors' time is that of all "
                + "processors for everything on the host: systemd, podman, netavark, the kernel and the client that asks.",
            _life
        ),
        new(
            "traffic",
            "Traffic",
            "A client on another (virtual) machine asks a server in a container by its published port, one container at a time; each stream is one "
                + "connection for a second. The processors' time has the client's and the server's part, which are the same for all. What pasta sends "
                + "out of a container is [left out](../README.md#pasta-from-another-machine).",
            _traffic
        ),
        new(
            "forwarder",
            "The same on podman 6.1, with pasta as port forwarder",
            "Debian experimental. A rootless bridge can have pasta forward published ports in place of podman's own proxy there; podman calls "
                + "that experimental. What pasta sends out of a container is left out here as well.",
            [.. _life, .. _traffic]
        ),
        new(
            "many",
            "Many at once",
            "So many containers of a simple web server by one call of systemctl. Memory is that of all processes, where what several share "
                + "counts once, divided by the number of containers; not the kernel's. An empty program is one of the same compiler and runtime, of "
                + "which a supervisor has all and the least that it can have.",
            [
                new("many-start", "start of all, until each has answered"),
                new("many-cpu", "processors' time of the start, for each container"),
                new("many-memory", "memory, for each container"),
                new("many-beside", "… of it what a supervisor and the holder of the namespace have"),
                new("many-stop", "stop of all"),
                new("many-more", "start of one more, beside them"),
                new("many-less", "stop of one more, beside them"),
            ],
            "containers"
        ),
        new(
            "ports",
            "Ranges of published ports",
            "A container that publishes a range of so many TCP ports.",
            [new("ports-start", "start"), new("ports-stop", "stop")],
            "ports"
        ),
        new(
            "attach",
            "The attachment alone",
            "What the network helper does for a container that is there, against netavark alone doing the same to the same container.",
            [
                new("attach-first", "attach the first container of a network"),
                new("detach-first", "detach the last container of a network"),
                new("attach", "attach to a network that is in use"),
                new("detach", "detach from a network that stays in use"),
            ]
        ),
        new(
            "timeline",
            "Where a start's time goes",
            "From the command on, for a container on a network that is in use.",
            []
        ),
        new(
            "floor",
            "What podman alone takes",
            "Both ways run podman: create and start as the user, or run as root, which makes the network as well. That is the floor of a start, "
                + "measured here in a unit that runs nothing else. Then a unit that runs nothing at all, in the user's service manager and in the system's: "
                + "a start of ours has five, Quadlet's one. Then a whole start on a network that is in use, and which unit its processors' time "
                + "belongs to.",
            [
                new("podman", "podman alone"),
                new("podman-cpu", "podman alone, processors' time"),
                new("unit", "a unit that does nothing, processors' time"),
                new("command", "start, until the command returns"),
                new("cpu", "its processors' time"),
                new("cpu-create", "… rootful-create@: podman create"),
                new("cpu-init", "… rootful-init@: the holder of the namespace"),
                new("cpu-network", "… rootful-network@: network helper and netavark"),
                new("cpu-container", "… the unit of the container: podman, conmon, the container"),
                new("cpu-supervisor", "… rootful-container@: the supervisor"),
                new("cpu-rest", "… all else: service managers, agents, the journal"),
            ]
        ),
        new(
            "generator",
            "The generator",
            "Equivalent definitions, with every check on, against podman's own; the units go to a tmpfs.",
            [
                new("generator-system", "time, the system's manager"),
                new("generator-user", "time, a user's manager"),
                new("generator-memory-system", "peak memory, the system's manager"),
                new("generator-memory-user", "peak memory, a user's manager"),
            ],
            "definitions"
        ),
        new(
            "reload",
            "daemon-reload",
            "What systemctl daemon-reload takes with so many definitions, none of whose containers runs.",
            [new("reload-system", "the system's manager"), new("reload-user", "a user's manager")],
            "definitions"
        ),
    ];

    /// <summary>What the peer with this name is; one that was measured by hand is called by its name.</summary>
    public static string Peer(string name) =>
        name switch
        {
            "ours" => "rootful-containers",
            "rootful" => "Quadlet, rootful",
            "pasta" => "Quadlet, rootless, pasta",
            "bridge" => "Quadlet, rootless, bridge",
            "forwarder" => "Quadlet, rootless, bridge, pasta's forwarder",
            "quadlet" => "podman's Quadlet",
            _ => name,
        };
}
