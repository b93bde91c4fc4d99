// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>The networks of one container: names alone, or with options a table for each.</summary>
internal sealed class ImportedNetworks(ImportedDefinition definition)
{
    private readonly List<Attachment> _attachments = [];
    private readonly List<(string Key, string Value, DraftPlace Place, IReadOnlyList<string> Comments)> _ofFirst = [];
    private bool _isShared;

    /// <summary>Keys of a network namespace, which a container that shares one does not have.</summary>
    private static readonly string[] OfNamespace =
    [
        "publish",
        "network_aliases",
        "address_key",
        "userns.mode",
        "userns.uid_map",
        "userns.gid_map",
    ];

    /// <summary>What the containers of a pod share beside that.</summary>
    private static readonly string[] OfPod =
    [
        "add_hosts",
        "dns.servers",
        "dns.search",
        "dns.options",
        "hostname",
        "shm_size",
    ];

    private Draft Draft => definition.Draft;

    /// <param name="value">As Quadlet and podman have it: NAME, NAME.network or a mode, with options behind a colon.</param>
    public void Add(string value)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var (name, options) = colon < 0 ? (value, "") : (value[..colon], value[(colon + 1)..]);
        if (name == "container" || name.EndsWith(".container", StringComparison.Ordinal))
        {
            Share(name == "container" ? definition.NameOfContainer(options) : OfFile(name, ".container"));
            return;
        }

        if (name == "bridge" && options.Length > 0)
        {
            // podman's way to give options to its default network.
            name = definition.Owner.Network;
        }

        if (name.EndsWith(".network", StringComparison.Ordinal))
        {
            name = OfFile(name, ".network");
        }

        switch (name)
        {
            case "host" or "none":
                Draft.Lose(ForeignWords.NetworkMode(name)!);
                return;
            case "bridge" or "default" or "private" or "pasta" or "slirp4netns":
                Draft.Imply("the networks are root's here");
                if (options.Length > 0)
                {
                    Draft.Lose($"{options} is for {name}; ports are published, and networks are root's");
                }

                return;
            case "ns":
                Draft.Lose("the network namespace is made by the units");
                return;
            default:
                break;
        }

        var attachment = Attach(name);
        foreach (var option in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            Option(attachment, equals < 0 ? option : option[..equals], equals < 0 ? "" : option[(equals + 1)..]);
        }
    }

    /// <summary>A network by the name that it has here.</summary>
    public Attachment Attach(string name)
    {
        if (_attachments.Find(a => a.Name == name) is { } known)
        {
            Draft.Imply("it is there already");
            return known;
        }

        var attachment = new Attachment(name);
        if (Draft.Write("networks", name))
        {
            _attachments.Add(attachment);
        }

        return attachment;
    }

    /// <summary>The network namespace of another container.</summary>
    public void Share(string name)
    {
        _isShared = Draft.Write("network_of", name);
    }

    public void Option(Attachment attachment, string key, string value)
    {
        switch (key)
        {
            case "ip" or "ip6":
                attachment.Options.Add((value.Contains(':', StringComparison.Ordinal) ? "ipv6" : "ipv4", value));
                break;
            case "mac":
                attachment.Options.Add(("mac", value));
                break;
            case "interface_name":
                attachment.Options.Add(("interface", value));
                break;
            case "alias":
                attachment.Aliases.Add(value);
                break;
            case "host_interface_name":
                attachment.Other.Add((key, value));
                break;
            default:
                Draft.Lose($"no option '{key}' of a network");
                break;
        }
    }

    public void Ipv4(string value) => OfFirst("ipv4", value);

    public void Ipv6(string value) => OfFirst("ipv6", value);

    public void Mac(string value) => OfFirst("mac", value);

    public void Finish()
    {
        if (definition.HasPod || _isShared)
        {
            DropNetworks(definition.HasPod ? "the pod" : "the container whose network it shares");
            return;
        }

        if (_attachments.Count == 0)
        {
            var name = definition.Owner.Network;
            Draft.Comment($"No network of root's is named; '{name}' is one that rootful podman has.");
            Draft.Put("networks", TomlText.Quoted(name), isItem: true);
            _attachments.Add(new Attachment(name));
        }

        _attachments[0].Options.AddRange(_ofFirst.Select(o => (o.Key, o.Value)));
        if (_attachments.TrueForAll(a => a.IsPlain))
        {
            return;
        }

        IReadOnlyList<string> comments = [.. Draft.Remove("networks"), .. _ofFirst.SelectMany(o => o.Comments)];
        foreach (var attachment in _attachments)
        {
            Draft.AddTable("network", attachment.Entries, comments);
            comments = [];
        }
    }

    private void DropNetworks(string owner)
    {
        Draft.Comment([.. Draft.Remove("networks")]);
        foreach (var key in OfNamespace.Concat(definition.HasPod ? OfPod : []).Where(Draft.Has))
        {
            Draft.Withdraw(key, $"{key} belongs into the definition of {owner}");
        }

        foreach (var (key, value, place, comments) in _ofFirst)
        {
            Draft.Resume(place);
            Draft.Comment(comments);
            Draft.Lose($"{key} {value} belongs into the definition of {owner}");
        }
    }

    private string OfFile(string file, string suffix)
    {
        if (definition.Names.OfFile(file) is { } known)
        {
            return known;
        }

        var name = definition.NameOf(file[..^suffix.Length]);
        Draft.Remark($"{file} is not among what was imported; it is taken to be called '{name}'");
        return name;
    }

    // The key may stand before the network that it is about.
    private void OfFirst(string key, string value) => _ofFirst.Add((key, value, Draft.Place, Draft.TakeComments()));

    internal sealed class Attachment(string name)
    {
        public string Name { get; } = name;

        public List<(string Key, string Value)> Options { get; } = [];

        public List<string> Aliases { get; } = [];

        /// <summary>netavark's own options.</summary>
        public List<(string Key, string Value)> Other { get; } = [];

        /// <summary>Booleans and numbers.</summary>
        public List<(string Key, string Text)> Plain { get; } = [];

        public bool IsPlain => Options.Count + Aliases.Count + Other.Count + Plain.Count == 0;

        public IEnumerable<(string Key, string Text)> Entries =>
            [
                ("name", TomlText.Quoted(Name)),
                .. Options
                    .DistinctBy(o => o.Key, StringComparer.Ordinal)
                    .Select(o => (o.Key, TomlText.Quoted(o.Value))),
                .. Plain,
                .. Aliases.Count > 0
                    ?
                    [
                        (
                            "aliases",
                            $"[{string.Join(", ", Aliases.Distinct(StringComparer.Ordinal).Select(TomlText.Quoted))}]"
                        ),
                    ]
                    : Array.Empty<(string, string)>(),
                .. Other.Count > 0
                    ?
                    [
                        (
                            "options",
                            $"{{ {string.Join(", ", Other.Select(o => $"{TomlText.Key(o.Key)} = {TomlText.Quoted(o.Value)}"))} }}"
                        ),
                    ]
                    : Array.Empty<(string, string)>(),
            ];
    }
}
