// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Configuration;
using RootfulContainers.Platform;
using Tomlyn.Syntax;

namespace RootfulContainers.NetworkHelper.Networking;

/// <summary>
/// The few settings of containers.conf(5) that decide which networks podman has and how it runs netavark, read from the files podman reads.
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

    private static readonly string[] Keys = [HelperDirectories, Networks, "firewall_driver", DnsBindPort];

    private readonly Dictionary<string, IReadOnlyList<string>> _settings = new(StringComparer.Ordinal)
    {
        [HelperDirectories] = DefaultDirectories,
    };

    /// <summary>Arrays that a file told to append, which holds for the files after it as well.</summary>
    private readonly HashSet<string> _appending = new(StringComparer.Ordinal);

    /// <summary>Reads the files in the order in which later ones win.</summary>
    public static ContainersConf Load(string root = "/")
    {
        var conf = new ContainersConf();
        foreach (var file in Files(root))
        {
            conf.Merge(File.ReadAllText(file));
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

        // The parser goes on after a mistake, and would have half a text as the value.
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

    private static IEnumerable<string> Files(string root)
    {
        string[] bases =
        [
            Path.Join(root, "usr/share/containers/containers.conf"),
            Path.Join(root, "etc/containers/containers.conf"),
        ];
        foreach (var file in bases)
        {
            if (File.Exists(file))
            {
                yield return file;
            }

            var dropIns = file + ".d";
            if (Directory.Exists(dropIns))
            {
                foreach (var dropIn in Directory.GetFiles(dropIns, "*.conf").Order(StringComparer.Ordinal))
                {
                    yield return dropIn;
                }
            }
        }
    }

    private static IEnumerable<string> Values(ValueSyntax value) =>
        value switch
        {
            StringValueSyntax text => [text.Value ?? ""],
            IntegerValueSyntax number => [number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            ArraySyntax array => array.Items.Select(i => i.Value).OfType<ValueSyntax>().SelectMany(Values),
            _ => [],
        };
}
