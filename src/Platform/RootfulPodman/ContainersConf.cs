// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Definitions.Toml;
using Tomlyn.Syntax;

namespace RootfulContainers.Platform.RootfulPodman;

/// <summary>
/// The few settings of containers.conf(5) that decide which networks podman has, how it runs netavark and what containers find
/// names by, read from the files podman reads.
/// </summary>
internal sealed class ContainersConf
{
    private static readonly string[] DefaultDirectories =
    [
        "/usr/local/libexec/podman",
        "/usr/local/lib/podman",
        "/usr/libexec/podman",
        "/usr/lib/podman",
    ];

    private const string HelperDirectories = "helper_binaries_dir";
    private const string Networks = "network_config_dir";
    private const string DnsBindPort = "dns_bind_port";

    private const string HostAddressKey = "host_containers_internal_ip";

    private static readonly string[] Keys =
    [
        HelperDirectories,
        Networks,
        "firewall_driver",
        DnsBindPort,
        "dns_servers",
        "dns_searches",
        "dns_options",
        HostAddressKey,
    ];

    private readonly Dictionary<string, IReadOnlyList<string>> _settings = new(StringComparer.Ordinal)
    {
        [HelperDirectories] = DefaultDirectories,
    };

    /// <summary>Arrays that a file told to append, which holds for the files after it as well.</summary>
    private readonly HashSet<string> _appending = new(StringComparer.Ordinal);

    /// <summary>Reads the files in the order in which later ones win.</summary>
    /// <param name="podmanVersion">The first number of podman's version, asked where it matters.</param>
    public static ContainersConf Load(string root = "/", Func<int>? podmanVersion = null)
    {
        var conf = new ContainersConf();
        foreach (var text in Texts(root, podmanVersion ?? Podman.MajorVersion))
        {
            conf.Merge(text);
        }

        return conf;
    }

    /// <summary>Lays one file over what was read before; a file that is not TOML is podman's to complain about.</summary>
    public void Merge(string text)
    {
        // Most hosts set none of them, and their file is 30 KiB of comments: then no parser runs at all.
        if (!MayHoldSettings(text))
        {
            return;
        }

        DocumentSyntax document;
        try
        {
            document = Tomlyn.Parsing.SyntaxParser.Parse(text, "containers.conf", true);
        }
        catch (Exception e) when (e is Tomlyn.TomlException || TomlReader.IsParserFailure(e))
        {
            return;
        }

        // The parser goes on after an error, and would have half a text as the value.
        if (document.HasErrors)
        {
            return;
        }

        foreach (var table in document.Tables)
        {
            foreach (var item in table.Items)
            {
                var key = item.Key?.ToString().Trim() ?? "";
                if (Keys.Contains(key, StringComparer.Ordinal) && item.Value is { } value)
                {
                    Set(key, value);
                }
            }
        }
    }

    /// <summary>Where rootful podman keeps its networks.</summary>
    public string NetworkDirectory =>
        _settings.GetValueOrDefault(Networks) is [{ Length: > 0 } directory] ? directory : "/etc/containers/networks";

    /// <summary>Servers that every container asks, besides its own.</summary>
    public IReadOnlyList<string> DnsServers =>
        [.. _settings.GetValueOrDefault("dns_servers", []).Where(s => AddressText.TryParse(s, out _))];

    public IReadOnlyList<string> DnsSearches => _settings.GetValueOrDefault("dns_searches", []);

    public IReadOnlyList<string> DnsOptions => _settings.GetValueOrDefault("dns_options", []);

    /// <summary>
    /// What host.containers.internal is; null for the address of the host on the container's first network, and empty for nothing.
    /// </summary>
    public string? HostAddress =>
        _settings.GetValueOrDefault(HostAddressKey) switch
        {
            ["none"] => "",
            [var address] when AddressText.TryParse(address, out _) => address,
            _ => null,
        };

    /// <summary>The port of the networks' name server.</summary>
    public ushort DnsPort =>
        _settings.GetValueOrDefault(DnsBindPort) is [var port]
        && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0
            ? number
            : (ushort)53;

    /// <summary>podman's own search: helper_binaries_dir, then the directories it is built with; never $PATH.</summary>
    public string FindBinary(string name)
    {
        var directories = _settings[HelperDirectories];
        return directories.Select(d => $"{d}/{name}").FirstOrDefault(File.Exists)
            ?? throw new HostException(
                $"{name} is not installed: looked in {string.Join(", ", directories)} (helper_binaries_dir in containers.conf)"
            );
    }

    /// <summary>What podman hands to netavark in its environment; empty and 0 are its words for "not set".</summary>
    public IReadOnlyDictionary<string, string?> NetavarkEnvironment =>
        new (string Setting, string Variable)[]
        {
            ("firewall_driver", "NETAVARK_FW"),
            (DnsBindPort, "NETAVARK_DNS_PORT"),
        }
            .Where(p => _settings.GetValueOrDefault(p.Setting) is [not ("" or "0")])
            .ToDictionary(p => p.Variable, p => (string?)_settings[p.Setting][0], StringComparer.Ordinal);

    /// <summary>Whether a line that is no comment has the name of one of the settings in it.</summary>
    private static bool MayHoldSettings(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.TrimStart() is ['#', ..])
            {
                continue;
            }

            foreach (var key in Keys)
            {
                if (line.Contains(key, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void Set(string key, ValueSyntax value)
    {
        if (Append(value) is { } append)
        {
            _ = append ? _appending.Add(key) : _appending.Remove(key);
        }

        _settings[key] = [.. _appending.Contains(key) ? _settings.GetValueOrDefault(key, []) : [], .. Values(value)];
    }

    /// <summary>What <c>{append = BOOL}</c> in the array says; null when it is not there.</summary>
    private static bool? Append(ValueSyntax value) =>
        (value as ArraySyntax)
            ?.Items.Select(i => i.Value)
            .OfType<InlineTableSyntax>()
            .SelectMany(t => t.Items)
            .Select(i => i.KeyValue)
            .Where(p => p?.Key?.ToString().Trim() == "append")
            .Select(p => (p?.Value as BooleanValueSyntax)?.Value)
            .LastOrDefault();

    /// <summary>The text of each file that sets something, the later ones winning.</summary>
    private static List<string> Texts(string root, Func<int> podmanVersion)
    {
        var before6 = Texts(ContainersConfFiles.Before6(root));
        var since6 = Texts(ContainersConfFiles.Since6(root));
        // On nearly all hosts it makes no difference, and podman takes longer to say its version than an attach.
        return before6.SequenceEqual(since6, StringComparer.Ordinal) || podmanVersion() < 6 ? before6 : since6;
    }

    private static List<string> Texts(IEnumerable<string> files) =>
        [.. files.Select(File.ReadAllText).Where(MayHoldSettings)];

    private static IEnumerable<string> Values(ValueSyntax value) =>
        value switch
        {
            StringValueSyntax text => [text.Value ?? ""],
            IntegerValueSyntax number => [number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            ArraySyntax array => array.Items.Select(i => i.Value).OfType<ValueSyntax>().SelectMany(Values),
            _ => [],
        };
}
