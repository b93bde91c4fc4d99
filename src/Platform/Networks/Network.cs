// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using RootfulContainers.Platform.Firewall;

namespace RootfulContainers.Platform.Networks;

/// <summary>One subnet of a network, as <c>podman network inspect</c> shows it.</summary>
internal sealed record NetworkSubnet(IPNetwork Range, IPAddress? Gateway, IPAddress? LeaseStart, IPAddress? LeaseEnd);

/// <summary>A rootful podman network: the parts this program decides by, and the whole of it for netavark.</summary>
internal sealed class Network
{
    /// <summary>The label that says which definition a network was made from.</summary>
    public const string DefinitionLabel = "io.rootful-containers.definition";

    private readonly JsonObject _json;

    private Network(JsonObject json)
    {
        _json = json;
        Name = ForeignJson.Value<string>(json["name"], "name");
        Driver = json["driver"]?.GetValue<string>() ?? "bridge";
        Bridge = json["network_interface"]?.GetValue<string>() ?? "";
        DnsEnabled = json["dns_enabled"]?.GetValue<bool>() ?? false;
        IsInternal = json["internal"]?.GetValue<bool>() ?? false;
        IpamDriver = json["ipam_options"]?["driver"]?.GetValue<string>() ?? "host-local";
        Definition = json["labels"]?[DefinitionLabel]?.GetValue<string>();
        Subnets = [.. (json["subnets"] as JsonArray ?? []).Select(s => ParseSubnet(ForeignJson.Object(s, "a subnet")))];
    }

    public string Name { get; }

    /// <summary>"bridge", "macvlan", "ipvlan" or the name of a plugin.</summary>
    public string Driver { get; }

    /// <summary>For driver bridge; the parent interface for others.</summary>
    public string Bridge { get; }

    /// <summary>Whether interfaces on it are veth pairs; those of macvlan and ipvlan have no end on the host.</summary>
    public bool HasHostEnds => Driver == "bridge";

    /// <summary>Whether netavark makes and removes its bridge; an unmanaged one is the administrator's.</summary>
    public bool IsBridgeOfNetavark => HasHostEnds && !IsUnmanaged;

    /// <summary>
    /// Whether the container's namespace is needed by its path after the attach: the DHCP client goes on using it, and what has
    /// no end on the host can only be found in it.
    /// </summary>
    public bool NeedsPinnedNamespace => !HasHostEnds || IpamDriver == "dhcp";

    public bool DnsEnabled { get; }

    /// <summary>Whether nothing outside is reached from it.</summary>
    public bool IsInternal { get; }

    /// <summary>Why netavark publishes no port of a container on it; null when it does.</summary>
    public string? PublishingObstacle =>
        Driver is "macvlan" or "ipvlan"
            ? $"network {Name} is a {Driver}, whose containers are reached by their own addresses"
        : IsInternal ? $"network {Name} is internal"
        : IsUnmanaged ? $"network {Name} is a bridge that netavark does not manage"
        : null;

    private bool IsUnmanaged => Option("mode") == "unmanaged";

    /// <summary>Whether containers on it have addresses of that family, as far as that is known beforehand.</summary>
    public bool MayHave(AddressFamily family) =>
        Subnets.Count == 0 || Subnets.Any(s => s.Range.BaseAddress.AddressFamily == family);

    /// <summary>Null where the host's firewall is not in the way: nothing of it is forwarded, or only as frames.</summary>
    public FilteredBridge? Filtered =>
        Driver == "bridge" && !IsInternal
            ? new FilteredBridge(
                Bridge,
                DnsEnabled,
                MayHave(AddressFamily.InterNetwork),
                MayHave(AddressFamily.InterNetworkV6)
            )
            : null;

    /// <summary>"host-local", "dhcp" or "none": only with the first are addresses ours to choose.</summary>
    public string IpamDriver { get; }

    public bool ChoosesAddresses => IpamDriver == "host-local";

    /// <summary>Fingerprint of the definition it was made from; null when it was made manually.</summary>
    public string? Definition { get; }

    public IReadOnlyList<NetworkSubnet> Subnets { get; }

    /// <param name="json">
    /// A network object, as in <c>/etc/containers/networks/NAME.json</c>, or the list with one that podman prints.
    /// </param>
    /// <param name="source">Where it was read, for the error text.</param>
    public static Network Parse(ReadOnlySpan<byte> json, string source) =>
        ForeignJson.Read(
            json,
            $"{source} is not a podman network",
            node => new Network(ForeignJson.Object(node is JsonArray list ? list.FirstOrDefault() : node, "it"))
        );

    /// <param name="json">What <see cref="ToJson"/> made.</param>
    public static Network FromJson(JsonObject json) => new(json);

    /// <summary>A copy for netavark, with options of ours laid over the network's own.</summary>
    public JsonObject ToJson(IEnumerable<KeyValuePair<string, string>> options)
    {
        var copy = _json.DeepClone().AsObject();
        // What podman adds to an inspected network; netavark has no use for other containers' addresses.
        copy.Remove("containers");
        foreach (var (key, value) in options)
        {
            if (copy["options"] is not JsonObject own)
            {
                copy["options"] = own = [];
            }

            own[key] = value;
        }

        return copy;
    }

    public bool HasOption(string key) => Option(key) is not null;

    public string? Option(string key) => _json["options"]?[key]?.GetValue<string>();

    private static NetworkSubnet ParseSubnet(JsonObject json)
    {
        var range = IPNetwork.Parse(ForeignJson.Value<string>(json["subnet"], "subnet"));
        return new NetworkSubnet(
            range,
            Address(json["gateway"]),
            Address(json["lease_range"]?["start_ip"]),
            Address(json["lease_range"]?["end_ip"])
        );
    }

    private static IPAddress? Address(JsonNode? text) => text is null ? null : IPAddress.Parse(text.GetValue<string>());
}
