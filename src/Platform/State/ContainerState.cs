// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

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

/// <summary>Ports of the host that lead to a container.</summary>
/// <param name="Address">Null for every address of the host.</param>
internal sealed record ForwardedPort(
    IPAddress? Address,
    ushort HostPort,
    ushort ContainerPort,
    int Count,
    string Protocol
);

/// <summary>The host's end of an interface.</summary>
internal sealed record HostEnd(int Index, string Name, string Bridge);

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

    public IReadOnlyList<ForwardedPort> Ports { get; private init; } = [];

    public IReadOnlyList<HostEnd> HostEnds { get; private init; } = [];

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

        var since = LastWrite($"{directory}/{StatePaths.Status}");
        var state = new ContainerState(name, since is null ? AttachmentPhase.Changing : AttachmentPhase.Attached)
        {
            Since = since,
            AddressText = Text($"{directory}/{StatePaths.Addresses}")?.Trim(),
        };
        try
        {
            return state.With(directory);
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return state with { Phase = AttachmentPhase.Changing };
        }
    }

    private ContainerState With(string directory)
    {
        var state = this;
        if (Content($"{directory}/{StatePaths.Container}") is { } record)
        {
            using var json = JsonDocument.Parse(record);
            state = state with
            {
                Uid = json.RootElement.GetProperty("uid").GetUInt32(),
                Id = json.RootElement.GetProperty("id").GetString(),
                Process = Number(json.RootElement, "pid", static n => n.GetInt32()),
                StartTime = Number(json.RootElement, "start_time", static n => n.GetUInt64()),
                Rules = Number(json.RootElement, "rules", static n => n.GetUInt64()),
            };
        }

        var networks = new Dictionary<string, (IReadOnlyList<string> Aliases, string Bridge)>(StringComparer.Ordinal);
        if (Content($"{directory}/{StatePaths.NetavarkRequest}") is { } request)
        {
            using var json = JsonDocument.Parse(request);
            foreach (var network in json.RootElement.GetProperty("networks").EnumerateObject())
            {
                networks[network.Name] = (Texts(network.Value, "aliases"), Bridge(json.RootElement, network.Name));
            }

            state = state with { Ports = [.. Items(json.RootElement, "port_mappings").Select(Port)] };
        }

        if (Content($"{directory}/{StatePaths.Status}") is { } status)
        {
            using var json = JsonDocument.Parse(status);
            // netavark answers in any order; the request has the definition's.
            var order = networks.Keys.ToList();
            state = state with
            {
                NameServers =
                [
                    .. json
                        .RootElement.EnumerateObject()
                        .SelectMany(n => Texts(n.Value, "dns_server_ips"))
                        .Select(IPAddress.Parse)
                        .Distinct(),
                ],
                Interfaces =
                [
                    .. json
                        .RootElement.EnumerateObject()
                        .OrderBy(n => order.IndexOf(n.Name))
                        .SelectMany(n => InterfacesOn(n, networks.GetValueOrDefault(n.Name, ([], "")))),
                ],
            };
        }

        return state with
        {
            HostEnds = [.. Lines(Text($"{directory}/{StatePaths.Interfaces}")).Select(End)],
        };
    }

    private static IEnumerable<AttachedInterface> InterfacesOn(
        JsonProperty network,
        (IReadOnlyList<string> Aliases, string Bridge) asked
    ) =>
        network
            .Value.GetProperty("interfaces")
            .EnumerateObject()
            .Select(i => new AttachedInterface(
                network.Name,
                i.Name,
                i.Value.GetProperty("mac_address").GetString() ?? "",
                [.. Items(i.Value, "subnets").Select(s => Address(s.GetProperty("ipnet").GetString()))]
            )
            {
                Aliases = asked.Aliases,
                Bridge = asked.Bridge,
            });

    private static string Bridge(JsonElement request, string network) =>
        request.TryGetProperty("network_info", out var networks)
        && networks.TryGetProperty(network, out var information)
        && information.TryGetProperty("network_interface", out var bridge)
            ? bridge.GetString() ?? ""
            : "";

    /// <summary>Of a record that an earlier version may have written.</summary>
    private static T Number<T>(JsonElement json, string name, Func<JsonElement, T> read)
        where T : struct => json.TryGetProperty(name, out var number) ? read(number) : default;

    private static IPAddress Address(string? text) => IPAddress.Parse((text ?? "").Split('/')[0]);

    private static ForwardedPort Port(JsonElement json)
    {
        var address = json.GetProperty("host_ip").GetString();
        return new ForwardedPort(
            string.IsNullOrEmpty(address) ? null : IPAddress.Parse(address),
            json.GetProperty("host_port").GetUInt16(),
            json.GetProperty("container_port").GetUInt16(),
            json.GetProperty("range").GetInt32(),
            json.GetProperty("protocol").GetString() ?? ""
        );
    }

    private static HostEnd End(string line) =>
        line.Split(' ') is [var index, var name, var bridge]
            ? new HostEnd(int.Parse(index, NumberStyles.None, CultureInfo.InvariantCulture), name, bridge)
            : throw new FormatException(line);

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray()]
            : [];

    private static IReadOnlyList<string> Texts(JsonElement json, string name) =>
        [.. Items(json, name).Select(i => i.GetString() ?? "")];

    private static string[] Lines(string? text) => text?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string? Text(string path) => Content(path) is { } content ? Encoding.UTF8.GetString(content) : null;

    private static DateTimeOffset? LastWrite(string path)
    {
        var time = File.GetLastWriteTimeUtc(path);
        // What the framework says of a file that is not there.
        return time.Year > 1601 ? new DateTimeOffset(time) : null;
    }

    // Gone meanwhile, or not for this user.
    private static byte[]? Content(string path)
    {
        try
        {
            return OptionalFile.Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
