// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text;

namespace RootfulContainers.Platform.State;

/// <summary>How far a container is with its networks.</summary>
internal enum AttachmentPhase
{
    Detached,

    /// <summary>It is being attached or detached, or what is known of it cannot be read.</summary>
    Changing,
    Attached,
}

/// <summary>An interface of a container, as netavark made it.</summary>
internal sealed record AttachedInterface(string Network, string Name, string Mac, IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>Names of the container on this network alone.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What the host's end is a port of; empty where there is none.</summary>
    public string Bridge { get; init; } = "";
}

/// <summary>
/// What can be seen of a container in its state directory while others change it. No lock is taken, so it may be what was true a
/// moment ago: what vanishes meanwhile was detached, and what is only half there is being changed.
/// </summary>
internal sealed record ContainerState(ContainerName Name, AttachmentPhase Phase)
{
    /// <summary>Null when it is not known, also because only root may know it.</summary>
    public uint? Uid { get; private init; }

    /// <summary>What podman calls it; likewise.</summary>
    public string? Id { get; private init; }

    /// <summary>The process by which it was attached; 0 when that is not known.</summary>
    public int Process { get; private init; }

    /// <summary>By which a process that has the same number later is told from it.</summary>
    public ulong StartTime { get; private init; }

    /// <summary>See <see cref="Firewall.NetavarkRules.Table"/>; 0 when it is not known.</summary>
    public ulong Rules { get; private init; }

    /// <summary>When it was attached.</summary>
    public DateTimeOffset? Since { get; private init; }

    /// <summary>One line, which the container's user may read as well.</summary>
    public string? AddressText { get; private init; }

    public IReadOnlyList<AttachedInterface> Interfaces { get; private init; } = [];

    /// <summary>Of its networks, for the names of containers.</summary>
    public IReadOnlyList<IPAddress> NameServers { get; private init; } = [];

    public IReadOnlyList<PortMapping> Ports { get; private init; } = [];

    /// <summary>Networks that the ports lead to, those first that come first; there may be none.</summary>
    public IReadOnlyList<string> PortNetworks { get; private init; } = [];

    public IReadOnlyList<HostInterface> HostEnds { get; private init; } = [];

    /// <summary>Those of all containers that have a state directory; none for who may not list them.</summary>
    public static IReadOnlyList<ContainerState> ReadAll(string parentPath = StatePaths.Base)
    {
        var states = new List<ContainerState>();
        foreach (var name in DirectoryStream.Names(parentPath).Order(StringComparer.Ordinal))
        {
            if (
                ContainerName.TryParse(name, out var container, out _)
                && Read(container, parentPath) is { Phase: not AttachmentPhase.Detached } state
            )
            {
                states.Add(state);
            }
        }

        return states;
    }

    /// <summary>Never fails: what cannot be read is missing in it.</summary>
    public static ContainerState Read(ContainerName name, string parentPath = StatePaths.Base)
    {
        var directory = $"{parentPath}/{name}";
        if (NativeFile.Status(directory) is null)
        {
            return new ContainerState(name, AttachmentPhase.Detached);
        }

        var since = AttachmentTime.Of(name, parentPath);
        var state = new ContainerState(name, since is null ? AttachmentPhase.Changing : AttachmentPhase.Attached)
        {
            Since = since,
            AddressText = Text(directory, StatePaths.Addresses)?.Trim(),
        };
        try
        {
            return state.With(directory);
        }
        catch (HostException)
        {
            return state with { Phase = AttachmentPhase.Changing };
        }
    }

    private ContainerState With(string directory)
    {
        var record = Content(directory, StatePaths.Container) is { } saved
            ? ContainerRecord.Parse(saved, directory)
            : null;
        var request = Content(directory, StatePaths.NetavarkRequest);
        var networks = request is null ? [] : SentRequest.Attachments(request);
        var answer = Content(directory, StatePaths.Status) is { } status ? NetavarkStatus.Parse(status) : [];
        return this with
        {
            Uid = record?.Uid,
            Id = record?.Id,
            Process = record?.Process ?? 0,
            StartTime = record?.StartTime ?? 0,
            Rules = record?.Rules ?? 0,
            NameServers =
            [
                .. answer
                    .SelectMany(n => n.DnsServers)
                    .Select(s => IPAddress.TryParse(s, out var a) ? a : null)
                    .OfType<IPAddress>()
                    .Distinct(),
            ],
            Interfaces =
            [
                .. answer
                    .InOrderOf(networks.Select(n => n.Network.Name))
                    .SelectMany(n => n.Interfaces.Select(i => Attached(i, n.Network, networks))),
            ],
            Ports = request is null ? [] : SentRequest.Mappings(request),
            PortNetworks = request is null ? [] : SentRequest.PortNetworks(request),
            HostEnds = HostInterface.Parse(Text(directory, StatePaths.Interfaces) ?? ""),
        };
    }

    private static AttachedInterface Attached(MadeInterface made, string network, IEnumerable<AttachedNetwork> networks)
    {
        var asked = networks.FirstOrDefault(n => n.Network.Name == network);
        return new AttachedInterface(network, made.Name, made.Mac, made.Addresses)
        {
            Aliases = asked?.Aliases ?? [],
            Bridge = asked?.Network.Bridge ?? "",
        };
    }

    private static string? Text(string directory, string file) =>
        Content(directory, file) is { } content ? Encoding.UTF8.GetString(content) : null;

    // Gone meanwhile, or not for this user.
    private static byte[]? Content(string directory, string file)
    {
        try
        {
            return OptionalFile.Read($"{directory}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
