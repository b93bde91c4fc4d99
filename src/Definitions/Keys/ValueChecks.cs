// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Keys;

/// <summary>What the values of a key must look like; each returns what is wrong, or <see langword="null"/>.</summary>
internal static partial class ValueChecks
{
    public static string? User(string text) =>
        text is "root" or "0"
            ? "the container must not run as root; name an unprivileged user (inside the container it can still be "
                + "root, see 'run_as')"
        : text.Length == 0
        || text[0] is '-'
        || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ':' or '/' or ',')
            ? $"'{text}' is not the name or the uid of a user"
        : null;

    public static string? Image(string text) =>
        text.Contains('$', StringComparison.Ordinal)
            ? $"'{text}': nothing is put in place of '$' here; write the image's name out"
        : text.Length == 0
        || text[0] == '-'
        || text[^1] is ':' or '/' or '@'
        || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '"' or '\'' or '\\')
            ? $"'{text}' is not the name of an image, such as docker.io/library/caddy:2"
        : null;

    /// <summary>The same where a definition cannot be meant.</summary>
    public static string? PulledImage(string text) =>
        DefinedImage.IsMeant(text) ? $"'{text}' must be an image, and not the definition of one" : Image(text);

    /// <summary>An option of a mount, of which several are joined by commas.</summary>
    public static string? MountOption(string text) =>
        text.Length == 0 || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == ',')
            ? $"'{text}' is not one option of a mount, such as nodev or size=64m"
            : null;

    public static string? BuildContext(string text) =>
        text.StartsWith('/') || ContextPrefixes.Any(p => text.StartsWith(p, StringComparison.Ordinal))
            ? null
            : $"'{text}' is neither an absolute path nor a URL";

    public static string? BuildNetwork(string text) =>
        ForeignWords.TryCut(text, out _, out var kind) && kind == ".network"
            ? $"'{text}': a build is no container of a network that root attaches; write \"host\", \"none\" or leave it out"
            : Word(text);

    public static string? BuildVolume(string text) =>
        text.StartsWith('/') && text.Split(':') is { Length: 2 or 3 } parts && parts[1].StartsWith('/')
            ? null
            : $"'{text}' is not HOST:CONTAINER[:OPTIONS] with two absolute paths";

    public static string? NotEmpty(string text) => text.Length == 0 ? "must not be empty" : null;

    public static string? AbsolutePath(string text) =>
        text.StartsWith('/') ? null : $"'{text}' is not an absolute path";

    /// <summary>A value that a unit file can hold without quotes.</summary>
    public static string? UnitLine(string text) =>
        OneLine(text) ?? (text.EndsWith('\\') ? "must not end with a backslash" : null);

    /// <summary>A path that a unit's settings of paths can hold; they know no escapes.</summary>
    public static string? UnitPath(string text) => AbsolutePath(text) ?? OneLine(text);

    public static string? Documentation(string text) =>
        UnitLine(text)
        ?? (
            // systemd ignores other addresses; quotes it would take away, in URLs they are %22.
            text.Any(c => c is <= ' ' or '"' or >= '\x7f')
            || !DocumentationSchemes.Any(p => text.StartsWith(p, StringComparison.Ordinal))
                ? $"'{text}' is not an address in ASCII, without spaces and '\"', that starts with https://, http://, file:/, info: or man:"
                : null
        );

    public static string? Hostname(string text) =>
        text.Length is 0 or > 64
        || !char.IsAsciiLetterOrDigit(text[0])
        || text.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-'))
            ? $"'{text}' is not a host name (letters, digits, '-' and '.', at most 64)"
            : null;

    public static string? EnvironmentName(string text) =>
        text.Length == 0 || text.Any(c => char.IsWhiteSpace(c) || c == '=')
            ? $"'{text}' is not the name of an environment variable"
            : null;

    public static string? MapName(string text) =>
        text.Length == 0 || text.Contains('=', StringComparison.Ordinal) || text.Trim() != text
            ? $"'{text}' is not a name (not empty, no '=', no space around it)"
            : null;

    public static string? LabelName(string text) =>
        text == "io.containers.autoupdate"
            ? $"'{text}' alone is no update that podman can make; use 'auto_update'"
            : MapName(text);

    public static string? SysctlName(string text) =>
        text.Length == 0 || text.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '/'))
            ? $"'{text}' is not the name of a sysctl, such as net.core.somaxconn"
            : null;

    public static string? Capability(string text) =>
        text.Length == 0 || text.Any(c => !char.IsAsciiLetter(c) && c != '_')
            ? $"'{text}' is not a capability, such as NET_BIND_SERVICE or all"
            : null;

    public static string? Signal(string text)
    {
        var name = text.StartsWith("SIG", StringComparison.Ordinal) ? text[3..] : text;
        var known = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number is >= 1 and <= 64
            : Signals.Contains(name) || IsRealTime(name, "RTMIN", '+') || IsRealTime(name, "RTMAX", '-');
        return known ? null : $"'{text}' is not a signal, such as SIGTERM or SIGHUP";
    }

    private static bool IsRealTime(string name, string from, char sign) =>
        name == from
        || (
            name.StartsWith(from + sign, StringComparison.Ordinal)
            && int.TryParse(
                name.AsSpan(from.Length + 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var distance
            )
            && distance <= LastRealTime
        );

    public static string? Volume(string text)
    {
        var parts = text.Split(':');
        var destination = parts.Length == 1 ? parts[0] : parts[1];
        if (
            parts.Length > 3
            || !destination.StartsWith('/')
            || parts[0].Length == 0
            || parts[0][0] is '.' or '~' or '-'
            || (parts.Length > 1 && parts[0][0] != '/' && parts[0].Contains('/', StringComparison.Ordinal))
        )
        {
            return $"'{text}' is not [SOURCE:]DESTINATION[:OPTIONS] with SOURCE an absolute path or the name of a "
                + "volume and DESTINATION an absolute path";
        }

        return (parts.Length > 1 ? ForeignWords.Volume(parts[0]) : null) ?? OwnedFile(destination);
    }

    public static string? Mount(string text)
    {
        foreach (var option in text.Split(','))
        {
            var (name, value) = Cut(option, '=');
            var reason = name switch
            {
                _ when value is null => null,
                "destination" or "dst" or "target" => OwnedFile(value),
                "source" or "src" => ForeignWords.Volume(value),
                _ => null,
            };
            if (reason is not null)
            {
                return reason;
            }
        }

        return text.Contains('=', StringComparison.Ordinal)
            ? null
            : $"'{text}' is not type=TYPE,OPTION=VALUE..., as podman-create(1) has it for --mount";
    }

    /// <summary>A path, behind a dash when it need not be there.</summary>
    public static string? OptionalPath(string text) => AbsolutePath(text.StartsWith('-') ? text[1..] : text);

    public static string? ExposedPort(string text)
    {
        var (ports, protocol) = Cut(text, '/');
        var ends = ports.Split('-');
        return
            ends.Length <= 2
            && Array.TrueForAll(
                ends,
                e => ushort.TryParse(e, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0
            )
            && protocol is null or "tcp" or "udp" or "sctp"
            ? null
            : $"'{text}' is not PORT[-END][/tcp|udp|sctp], such as 8080 or 53/udp";
    }

    public static string? Device(string text) =>
        !text.EndsWith(':')
        && (
            text.StartsWith('/')
            || text.StartsWith("-/", StringComparison.Ordinal)
            || !text.StartsWith('-') && text.Contains('=', StringComparison.Ordinal)
        )
            ? null
            : $"'{text}' is not a device, such as /dev/fuse or vendor.com/class=name";

    public static string? Ulimit(string text)
    {
        if (text == "host")
        {
            return null;
        }

        var (name, limits) = Cut(text, '=');
        var parts = limits?.Split(':') ?? [];
        return name.Length > 0 && name.All(char.IsAsciiLetterLower) && parts.Length is 1 or 2 && parts.All(IsLimit)
            ? null
            : $"'{text}' is not NAME=SOFT[:HARD], such as nofile=1024:4096, or host";

        static bool IsLimit(string limit) =>
            limit == "-1" || (limit.Length is > 0 and < 20 && limit.All(char.IsAsciiDigit));
    }

    public static string? AddedHost(string text) => HostEntry.TryParse(text, out _, out var error) ? null : error;

    public static string? Address(string text) =>
        AddressText.TryParse(text, out _) ? null : $"'{text}' is not an IP address";

    public static string? Ipv4(string text) =>
        AddressText.TryParseIpv4(text, out _) ? null : $"'{text}' is not an IPv4 address, such as 10.89.0.10";

    public static string? Ipv6(string text) =>
        AddressText.TryParseIpv6(text, out _) ? null : $"'{text}' is not an IPv6 address, such as fd00::10";

    public static string? Subnet(string text) =>
        !Values.Subnet.TryParse(text, out var network, out var error) ? error
        : network.PrefixLength == 0 ? $"'{text}' is every address there is, which is no subnet"
        : null;

    public static string? LeaseRange(string text)
    {
        var ends = text.Split('-');
        return (ends.Length == 2 && ends.All(e => Address(e) is null)) || Subnet(text) is null
            ? null
            : $"'{text}' is neither a part of the subnet, such as 10.89.0.128/25, nor FIRST-LAST";
    }

    public static string? Route(string text)
    {
        var parts = text.Split(',');
        return
            parts.Length is 2 or 3
            && Values.Subnet.TryParse(parts[0], out _, out _)
            && Address(parts[1]) is null
            && (parts.Length == 2 || uint.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? null
            : $"'{text}' is not DESTINATION,GATEWAY[,METRIC], such as 10.100.0.0/16,10.89.0.1";
    }

    public static string? Domain(string text) => text == "." ? null : NetworkAttachment.CheckAlias(text);

    public static string? Word(string text) =>
        text.Length == 0 || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            ? $"'{text}' must be one word"
            : null;

    public static string? Pod(string text) =>
        ForeignWords.TryCut(text, out var name, out var kind) && kind == ".pod"
            ? $"'{text}' is a file of Quadlet's; the pod is called '{name}' here, after {name}.pod.toml"
        : ContainerName.TryParse(text, out _, out var error) ? null
        : error;

    public static string? NetworkName(string text) =>
        ForeignWords.NetworkName(text) is { } foreign ? foreign
        : NetworkAttachment.CheckName(text) is { } reason
            ? text.Contains(':', StringComparison.Ordinal)
                    ? $"{reason}; options of a network go into a [[network]] table"
                : reason
        : null;

    public static string? ContainerUser(string text) =>
        text.Length == 0
        || text[0] == '-'
        || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ':' or ',')
            ? $"'{text}' is not a name or an id in the container"
            : null;

    public static string? PathInList(string text) =>
        text.StartsWith('/') && !text.Contains(':', StringComparison.Ordinal)
            ? null
            : $"'{text}' is not an absolute path without ':'";

    public static string? PathInListOrAll(string text) => text == "ALL" ? null : PathInList(text);

    public static string? PathOrUnconfined(string text) =>
        text == "unconfined" || text.StartsWith('/') ? null : $"'{text}' is neither an absolute path nor unconfined";

    public static string? IdMap(string text) =>
        text.Length > 0
        && (text[0] is '+' or '@' || char.IsAsciiDigit(text[0]) || text[0] is 'u' or 'g')
        && text.All(c => char.IsAsciiDigit(c) || c is ':' or '@' or '+' or 'u' or 'g')
        && text.Count(c => c == ':') is 1 or 2
            ? null
            : $"'{text}' is not CONTAINER:FROM[:COUNT], such as 0:0:1000 or +0:@1000:1";

    public static string? HealthAction(string text) =>
        text == "restart"
            ? "\"restart\" is podman's, but systemd restarts containers; use \"kill\" with service.restart"
            : null;

    public static ParsedValue Published(string text) =>
        PublishedPort.TryParse(text, out var port, out var error) ? new(port, null) : new(null, error);

    public static string? AttachmentOption(string text) =>
        text.Length == 0 || text.Any(c => c is '=' or ',' || char.IsWhiteSpace(c))
            ? $"'{text}' is not the name of an option"
        : text is "ip" or "ip6" or "mac" or "interface_name" or "alias" or "default_route" or "metric" or "anti_spoof"
            ? $"'{text}' has a key of its own in [[network]]"
        : null;

    public static string? OptionValue(string text) =>
        text.Contains(',', StringComparison.Ordinal) || text.Any(char.IsControl)
            ? $"'{text}' must not hold a comma or a control character"
            : null;

    public static string? AddressKey(string text) =>
        text.Length == 0 || text.Any(char.IsControl) ? "must not be empty or hold control characters" : null;

    /// <summary>podman's sizes: a number and b, k, m, g, t or p.</summary>
    public static bool IsSize(string text)
    {
        var digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
        {
            digits++;
        }

        return digits > 0
            && text[0] != '.'
            && text.AsSpan(0, digits).Count('.') <= 1
            && text[digits..].Trim().ToUpperInvariant()
                is ""
                    or "B"
                    or "K"
                    or "KB"
                    or "KIB"
                    or "M"
                    or "MB"
                    or "MIB"
                    or "G"
                    or "GB"
                    or "GIB"
                    or "T"
                    or "TB"
                    or "TIB"
                    or "P"
                    or "PB"
                    or "PIB";
    }

    private static string? OneLine(string text) =>
        text.Any(char.IsControl) ? "must be one line without control characters"
        : text.EnumerateRunes().FirstOrDefault(UnitText.IsNoncharacter) is { Value: > 0 } bad
            ? $"must not hold U+{bad.Value:X4}, which is no character: systemd would ignore the whole line"
        : null;

    private static string? OwnedFile(string path) =>
        path.TrimEnd('/') is "/etc/resolv.conf" or "/etc/hosts"
            ? $"{path} is made for the container's networks; use [dns], 'add_hosts' or 'hostname'"
            : null;

    /// <summary>What stands before the first separator and after it; null without one.</summary>
    public static (string Before, string? After) Cut(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is var at and >= 0
            ? (text[..at], text[(at + 1)..])
            : (text, null);

    // From SIGRTMIN to SIGRTMAX.
    private const int LastRealTime = 30;

    private static readonly string[] ContextPrefixes = ["https://", "http://", "git://", "github.com/"];

    private static readonly string[] DocumentationSchemes = ["https://", "http://", "file:/", "info:", "man:"];

    private static readonly string[] Signals =
    [
        "HUP",
        "INT",
        "QUIT",
        "ILL",
        "TRAP",
        "ABRT",
        "BUS",
        "FPE",
        "KILL",
        "USR1",
        "SEGV",
        "USR2",
        "PIPE",
        "ALRM",
        "TERM",
        "STKFLT",
        "CHLD",
        "CONT",
        "STOP",
        "TSTP",
        "TTIN",
        "TTOU",
        "URG",
        "XCPU",
        "XFSZ",
        "VTALRM",
        "PROF",
        "WINCH",
        "IO",
        "PWR",
        "SYS",
    ];
}
