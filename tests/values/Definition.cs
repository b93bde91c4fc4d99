// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using CsCheck;

namespace RootfulContainers.Tests.Values;

/// <summary>A definition of a container or a pod with texts in some of the keys that take any.</summary>
/// <param name="Attachments">The keys of each [[network]].</param>
internal sealed record Definition(
    bool IsPod,
    IReadOnlyList<KeyTexts> Keys,
    IReadOnlyList<IReadOnlyList<KeyTexts>> Attachments
)
{
    public const string DefaultImage = "localhost/image";

    /// <summary>A group needs a user.</summary>
    public const string DefaultUser = "user";

    private const int MostKeys = 12;

    // What cannot be given together: the second goes.
    private static readonly (string, string)[] Exclusive =
    [
        ("image", "rootfs"),
        ("reload_command", "reload_signal"),
        ("userns.mode", "userns.uid_map"),
        ("userns.mode", "userns.gid_map"),
        ("userns.mode", "userns.sub_uid_name"),
        ("userns.mode", "userns.sub_gid_name"),
        // Both are the description.
        ("systemd.unit", "description"),
    ];

    // Their words are systemd's, podman's or this machine's, or name another definition.
    private static readonly string[] NoTexts = ["user", "service.success_exit_status", "network_of", "pod"];

    /// <summary>The keys of a container that take texts.</summary>
    public static readonly IReadOnlyList<ConfigurationKey> ContainerRows = TextRows(ContainerKeys.All);

    /// <summary>The keys of a pod that take texts.</summary>
    public static readonly IReadOnlyList<ConfigurationKey> PodRows = TextRows(PodKeys.All);

    /// <summary>The keys of a [[network]] that take texts.</summary>
    public static readonly IReadOnlyList<ConfigurationKey> AttachmentRows = TextRows(ContainerNetworkKeys.Attachment);

    public static Gen<Definition> Any { get; } = Of(isPod: false, ContainerRows);

    public static Gen<Definition> AnyPod { get; } = Of(isPod: true, PodRows);

    private static Gen<Definition> Of(bool isPod, IReadOnlyList<ConfigurationKey> rows) =>
        Gen.Select(
            Some(rows, 1, MostKeys),
            Gen.Frequency((3, Gen.Const<KeyTexts[][]>([])), (1, Attachment.Array[1, 2])),
            (keys, attachments) => new Definition(isPod, Possible(keys, attachments.Length > 0), attachments)
        );

    private static Gen<KeyTexts[]> Attachment =>
        Gen.Select(
            KeyGenerators.For(ContainerNetworkKeys.Attachment.Find("name")!),
            Some(AttachmentRows.Where(k => k.Path != "name"), 0, AttachmentRows.Count),
            (name, keys) => keys.Prepend(name).ToArray()
        );

    public bool Has(string key) => Keys.Any(k => k.Key.Path == key);

    public IEnumerable<string> Texts(string key) => Keys.FirstOrDefault(k => k.Key.Path == key)?.Texts ?? [];

    public string Text(string key) => Texts(key).First();

    public IEnumerable<ConfigurationKey> AllKeys => Keys.Concat(Attachments.SelectMany(a => a)).Select(k => k.Key);

    /// <summary>How many values it has.</summary>
    public int Count => Keys.Concat(Attachments.SelectMany(a => a)).Sum(k => k.Entries.Count);

    /// <summary>The network it is on without any of its own; no two definitions of a host share names there.</summary>
    public static string DefaultNetwork(string name) => $"net-{name}";

    public string File(string name) => IsPod ? $"{name}.pod.toml" : $"{name}.toml";

    public string Toml(string name)
    {
        var toml = new StringBuilder("user = \"test\"\n");
        if (!IsPod && !Has("image") && !Has("rootfs"))
        {
            toml.Append(CultureInfo.InvariantCulture, $"image = \"{DefaultImage}\"\n");
        }

        if (Has("group") && !Has("run_as"))
        {
            toml.Append(CultureInfo.InvariantCulture, $"run_as = \"{DefaultUser}\"\n");
        }

        if (Attachments.Count == 0 && !Has("networks"))
        {
            toml.Append(CultureInfo.InvariantCulture, $"networks = [\"{DefaultNetwork(name)}\"]\n");
        }

        AppendKeys(toml, Keys);
        foreach (var attachment in Attachments)
        {
            toml.Append("[[network]]\n");
            AppendKeys(toml, attachment);
        }

        return toml.ToString();
    }

    public static void AppendKeys(StringBuilder toml, IEnumerable<KeyTexts> keys)
    {
        foreach (var (key, entries) in keys)
        {
            var values = entries.Select(e => e.Name is null ? Quote(e.Text) : $"{Quote(e.Name)} = {Quote(e.Text)}");
            toml.Append(key.Path).Append(" = ");
            _ = key.Kind switch
            {
                ValueKind.String => toml.AppendJoin("", values),
                ValueKind.StringMap or ValueKind.UnitSettings => toml.Append("{ ")
                    .AppendJoin(", ", values)
                    .Append(" }"),
                _ => toml.Append('[').AppendJoin(", ", values).Append(']'),
            };
            toml.Append('\n');
        }
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ =
                c is '"' or '\\' ? quoted.Append('\\').Append(c)
                // The parser takes no U+FFFD as it is.
                : char.IsControl(c) || c == '\ufffd' ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                : quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    public static List<ConfigurationKey> TextRows(ConfigurationKeySet set) =>
        [
            .. set.Rows.Where(k =>
                k.Choices.Count == 0
                && !NoTexts.Contains(k.Path, StringComparer.Ordinal)
                && k.Kind
                    is ValueKind.String
                        or ValueKind.StringList
                        or ValueKind.StringMap
                        or ValueKind.BooleanOrStringList
                        or ValueKind.UnitSettings
            ),
        ];

    public static Gen<KeyTexts[]> Some(IEnumerable<ConfigurationKey> rows, int minimum, int maximum) =>
        Gen.OneOf([.. rows.Select(KeyGenerators.For)])
            .Array[minimum, maximum]
            .Select(keys => keys.DistinctBy(k => k.Key).OrderBy(k => k.Key.Order).ToArray());

    private static List<KeyTexts> Possible(IEnumerable<KeyTexts> keys, bool hasAttachments)
    {
        var possible = keys.Where(k => !hasAttachments || k.Key.Path != "networks").ToList();
        foreach (var (first, second) in Exclusive)
        {
            if (possible.Exists(k => k.Key.Path == first))
            {
                possible.RemoveAll(k => k.Key.Path == second);
            }
        }

        return possible;
    }
}
