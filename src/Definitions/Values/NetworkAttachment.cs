// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace RootfulContainers.Definitions.Values;

/// <summary>
/// One network of a container. Its text form is the value of <c>network-helper --network</c>, with podman's own option
/// words: <c>NETWORK[:ip=ADDR,ip6=ADDR,mac=MAC,interface_name=IF,alias=NAME,default_route=BOOL,metric=N,anti_spoof=BOOL,KEY=VALUE...]</c>;
/// an unknown KEY is handed to netavark as a per-network option, as podman does.
/// </summary>
internal sealed record NetworkAttachment(string Name)
{
    /// <summary>Fixed address, or <see langword="null"/> for the derived one.</summary>
    public IPAddress? Ipv4 { get; init; }

    public IPAddress? Ipv6 { get; init; }

    /// <summary>Six octets as <c>02:00:5e:10:00:00</c>, or <see langword="null"/> for the derived one.</summary>
    public string? Mac { get; init; }

    /// <summary>Name inside the container, or <see langword="null"/> for <c>ethN</c> in order.</summary>
    public string? Interface { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public bool? DefaultRoute { get; init; }

    public int? Metric { get; init; }

    /// <summary>Whether others are protected from the container; <see langword="null"/> for wherever that can be.</summary>
    public bool? AntiSpoof { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Options { get; init; } = [];

    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out NetworkAttachment? network,
        [NotNullWhen(false)] out string? error
    )
    {
        network = null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        error = CheckName(name);
        if (error is not null)
        {
            return false;
        }

        var parsed = new NetworkAttachment(name);
        foreach (var pair in colon < 0 ? [] : text[(colon + 1)..].Split(','))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                error = $"network '{name}': '{pair}' is not KEY=VALUE";
                return false;
            }

            parsed = parsed.With(pair[..equals], pair[(equals + 1)..], out var reason);
            if (reason is not null)
            {
                error = $"network '{name}': {reason}";
                return false;
            }
        }

        network = parsed;
        return true;
    }

    public override string ToString()
    {
        var options = new List<string>();
        void Add(string key, string? value)
        {
            if (value is not null)
            {
                options.Add($"{key}={value}");
            }
        }

        Add("ip", Ipv4?.ToString());
        Add("ip6", Ipv6?.ToString());
        Add("mac", Mac);
        Add("interface_name", Interface);
        foreach (var alias in Aliases)
        {
            Add("alias", alias);
        }

        Add("default_route", Truth(DefaultRoute));
        Add("metric", Metric?.ToString(CultureInfo.InvariantCulture));
        Add("anti_spoof", Truth(AntiSpoof));
        foreach (var (key, value) in Options)
        {
            Add(key, value);
        }

        return options.Count == 0 ? Name : new StringBuilder(Name).Append(':').AppendJoin(',', options).ToString();
    }

    public bool Equals(NetworkAttachment? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>podman's rule for network names; it also keeps a name usable as a file name.</summary>
    public static string? CheckName(string name) =>
        name.Length == 0 ? "a network name must not be empty"
        : !char.IsAsciiLetterOrDigit(name[0])
        || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            ? $"network name '{name}' must match [a-zA-Z0-9][a-zA-Z0-9_.-]*"
        : null;

    /// <summary>
    /// The kernel's rule for interface names (at most 15 bytes, no space, slash or colon; '%' is a pattern to it), and no
    /// comma, which ends an option here.
    /// </summary>
    public static string? CheckInterface(string name) =>
        name is "" or "." or ".."
        || name.Length > 15
        || name.Any(c => !char.IsAscii(c) || char.IsWhiteSpace(c) || char.IsControl(c) || c is '/' or ':' or '%' or ',')
            ? $"'{name}' is not an interface name (1 to 15 characters, no space, '/', ':', '%' or ',')"
            : null;

    /// <summary>What a DNS name served by aardvark-dns may hold: its file separates names by commas and spaces.</summary>
    public static string? CheckAlias(string alias) =>
        alias.Length is 0 or > 253
        || !char.IsAsciiLetterOrDigit(alias[0])
        || alias.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            ? $"'{alias}' is not a name for DNS (letters, digits, '_', '.', '-', at most 253)"
            : null;

    /// <summary>A unicast MAC in the form the kernel prints, or an error.</summary>
    public static string? CheckMac(string mac)
    {
        var octets = mac.Split(':');
        return
            octets.Length == 6
            && octets.All(o => o.Length == 2 && o.All(char.IsAsciiHexDigit))
            && (Convert.ToByte(octets[0], 16) & 1) == 0
            && mac != "00:00:00:00:00:00"
            ? null
            : $"'{mac}' is not a unicast MAC address like 02:00:5e:10:00:01";
    }

    /// <summary>What an option needs to be to come back from the text form as what it was.</summary>
    public static string? CheckOption(string key, string value) =>
        key.Length == 0 || key.AsSpan().ContainsAny('=', ',')
            ? $"'{key}' is not an option's name (not empty, no '=' or ',')"
        : Words.Contains(key, StringComparer.Ordinal) ? $"option '{key}' has a key of its own"
        : value.Contains(',', StringComparison.Ordinal)
            ? $"option '{key}': '{value}' must not hold a ',', which ends an option"
        : null;

    private static readonly string[] Words =
    [
        "ip",
        "ip6",
        "mac",
        "interface_name",
        "alias",
        "default_route",
        "metric",
        "anti_spoof",
    ];

    private NetworkAttachment With(string key, string value, out string? reason)
    {
        reason = null;
        switch (key)
        {
            // podman's "ip" takes either family.
            case "ip" when AddressText.TryParseIpv4(value, out var address):
                reason = Ipv4 is null ? null : $"two IPv4 addresses, {Ipv4} and {value}";
                return this with { Ipv4 = address };
            case "ip" or "ip6" when AddressText.TryParseIpv6(value, out var address):
                reason = Ipv6 is null ? null : $"two IPv6 addresses, {Ipv6} and {value}";
                return this with { Ipv6 = address };
            case "ip" or "ip6":
                reason = $"'{value}' is not an IP{(key == "ip6" ? "v6" : "")} address";
                return this;
            case "mac":
                reason = Once(key, Mac) ?? CheckMac(value);
                return this with { Mac = value };
            case "interface_name":
                reason = Once(key, Interface) ?? CheckInterface(value);
                return this with { Interface = value };
            case "alias":
                reason = CheckAlias(value);
                return this with { Aliases = [.. Aliases, value] };
            case "default_route":
                reason = Once(key, DefaultRoute) ?? CheckTruth(key, value);
                return this with { DefaultRoute = value == "true" };
            case "metric":
                var whole = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var metric);
                reason = Once(key, Metric) ?? (whole ? null : $"metric={value}: expected a whole number");
                return this with { Metric = metric };
            case "anti_spoof":
                reason = Once(key, AntiSpoof) ?? CheckTruth(key, value);
                return this with { AntiSpoof = value == "true" };
            default:
                reason = Options.Any(option => option.Key == key) ? $"'{key}' is given twice" : CheckOption(key, value);
                return this with { Options = [.. Options, new(key, value)] };
        }
    }

    private static string? Truth(bool? value) => value is { } known ? (known ? "true" : "false") : null;

    private static string? CheckTruth(string key, string value) =>
        value is "true" or "false" ? null : $"{key}={value}: expected true or false";

    private static string? Once(string key, object? before) => before is null ? null : $"'{key}' is given twice";
}
