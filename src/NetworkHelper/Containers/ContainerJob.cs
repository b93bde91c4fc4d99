// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>
/// The queued start of a container, of which its network is a part. What its supervisor would do first, once systemd has prepared its sandbox,
/// can be done for it: to have the user's manager start the container. But not before what has to come before.
/// </summary>
internal sealed class ContainerJob
{
    // What the generator wrote and what is shipped, and what the distribution has for all services. In other files there may be a
    // condition, or a command that runs before.
    private static readonly string[] KnownPlaces =
    [
        "/run/systemd/generator/",
        "/usr/lib/systemd/system/rootful-container@.service",
        "/usr/lib/systemd/system/service.d/",
        // The same where systemd was built for a /usr of its own, as Debian's was until version 12.
        "/lib/systemd/system/rootful-container@.service",
        "/lib/systemd/system/service.d/",
        "/usr/local/lib/systemd/system/rootful-container@.service",
    ];

    private readonly string _unit;
    private readonly string _network;
    private readonly bool _isKnown;

    /// <summary>Looks at what will not change any more.</summary>
    public ContainerJob(ContainerName name)
    {
        _unit = SystemUnits.Container(name);
        _network = SystemUnits.Network(name);
        _isKnown = Ask(system => system.Files(_unit).All(IsKnown));
    }

    /// <summary>Whether the container's unit is started as soon as the network is attached.</summary>
    public bool IsNext =>
        _isKnown && Ask(system => system.AwaitedUnits(_unit) is { } awaited && awaited.All(u => u == _network));

    /// <summary>
    /// By a connection of its own each time: systemd sends all that happens to all who are connected, and keeps for them what they do not
    /// read, and podman may be pulling an image for hours. Where it cannot be asked, as it executes itself anew, the supervisor
    /// does what comes next.
    /// </summary>
    private static bool Ask(Func<ServiceManager, bool> question)
    {
        try
        {
            using var system = ServiceManager.OfSystem();
            return question(system);
        }
        catch (HostException)
        {
            return false;
        }
    }

    private static bool IsKnown(string file) =>
        Array.Exists(KnownPlaces, p => p.EndsWith('/') ? file.StartsWith(p, StringComparison.Ordinal) : file == p);
}
