// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.NetworkHelper.AntiSpoof;
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.NetworkHelper.Ports;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>What the steps of a setup or reload work on, and what each leaves for those after it.</summary>
internal sealed class SetupContext(AttachOptions options, StateDirectory state, Log log) : IDisposable
{
    private IReadOnlyList<NetworkStatus>? _statuses;

    public AttachOptions Options => options;
    public StateDirectory State => state;
    public Log Log => log;

    public TeardownContext Teardown => new(options.Name, state, log);

    /// <summary>Who gets the container; null for a reload, which has it.</summary>
    public InitializedContainer? Initialized { get; init; }

    /// <summary>By which the container may be started at once; null where that is not for this setup.</summary>
    public ContainerJob? Job { get; set; }

    /// <summary>What netavark was sent for the container that is attached; null when none is.</summary>
    public byte[]? Earlier { get; set; }

    // Of NetworkPreparation.
    public ContainersConf Conf { get; set; } = null!;
    public IReadOnlyList<Network> Networks { get; set; } = [];

    /// <summary>What is shared; null where the container has a network namespace of its own.</summary>
    public SharedNetwork? Shared { get; set; }
    public IReadOnlyList<AddressKey> Keys { get; set; } = [];
    public AntiSpoofing AntiSpoofing { get; set; } = null!;
    public NetavarkProgram Netavark { get; set; } = null!;

    /// <summary>Whether the files that are mounted into the container were just made: one that is already there has older ones.</summary>
    public bool FilesAreNew { get; set; }

    public ContainerProcess Container { get; set; } = null!;

    /// <summary>What is attached to the networks.</summary>
    public Descriptor NetworkNamespace => Container.NetworkNamespace;

    /// <summary>What the service manager holds of an earlier attachment.</summary>
    public HeldPorts Held { get; set; } = null!;

    public HostPorts Ports { get; set; } = null!;

    // Of AddressLeasing.
    public byte[] Request { get; set; } = [];
    public IReadOnlyList<AttachedNetwork> Attached { get; set; } = [];

    /// <summary>netavark's.</summary>
    public byte[] Answer
    {
        get;
        set
        {
            field = value;
            _statuses = null;
        }
    } = [];

    /// <summary>The answer, in the order of the definition.</summary>
    public IReadOnlyList<NetworkStatus> Statuses => _statuses ??= NetavarkStatus.Parse(Answer).InOrderOf(NetworkNames);

    /// <summary>In the order of the definition.</summary>
    public IEnumerable<string> NetworkNames => Shared?.Networks ?? Networks.Select(n => n.Name);

    /// <summary>What is on record of <see cref="Container"/>.</summary>
    public ContainerRecord Record { get; set; } = null!;

    /// <summary>What the container is called by itself, as podman does it; there may be none yet.</summary>
    public string Hostname => options.Hostname ?? (Record.Id is { Length: > 12 } id ? id[..12] : $"{options.Name}");

    /// <summary>The same for the networks. There may be no container yet, and that of the next start is the same for them.</summary>
    public string NetworkHostname => Container.IsHolder ? options.Hostname ?? $"{options.Name}" : Hostname;

    /// <summary>As podman of root, which asks those of its configuration first.</summary>
    public IReadOnlyList<string> DnsServers => [.. Conf.DnsServers, .. options.DnsServers];

    /// <summary>The networks that published ports lead to; none where there is no choice.</summary>
    public IReadOnlyList<string> PortNetworks => AttachmentPlan.PortNetworks(options.Networks, Networks);

    public void Dispose()
    {
        Ports?.Dispose();
        Container?.Dispose();
    }
}
