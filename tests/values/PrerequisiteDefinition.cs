// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using CsCheck;

namespace RootfulContainers.Tests.Values;

/// <summary>A definition of a volume, an image or a build with texts in some of the keys that take any.</summary>
/// <param name="Kind">As its file has it: volume, image or build.</param>
internal sealed record PrerequisiteDefinition(string Kind, IReadOnlyList<KeyTexts> Keys)
{
    public const string DefaultContext = "/srv/context";

    private const int MostKeys = 8;

    private static readonly Dictionary<string, ConfigurationKeySet> Kinds = new(StringComparer.Ordinal)
    {
        ["volume"] = VolumeKeys.All,
        ["image"] = ImageKeys.All,
        ["build"] = BuildKeys.All,
    };

    // What cannot be given together: the second goes.
    private static readonly (string, string)[] Exclusive =
    [
        ("systemd.unit", "description"),
        ("image", "driver"),
        ("image", "type"),
        ("image", "device"),
        ("image", "options"),
    ];

    public static IEnumerable<(string Kind, ConfigurationKey Key)> Rows =>
        Kinds.SelectMany(k => Definition.TextRows(k.Value), (kind, key) => (kind.Key, key));

    public static Gen<PrerequisiteDefinition> Any { get; } =
        Gen.OneOf([
            .. Kinds.Select(k =>
                Definition
                    .Some(Definition.TextRows(k.Value), 1, MostKeys)
                    .Select(keys => new PrerequisiteDefinition(k.Key, Possible(k.Key, keys)))
            ),
        ]);

    public int Count => Keys.Sum(k => k.Entries.Count);

    public bool Has(string key) => Keys.Any(k => k.Key.Path == key);

    public IEnumerable<string> Texts(string key) => Keys.FirstOrDefault(k => k.Key.Path == key)?.Texts ?? [];

    public string? Text(string key) => Texts(key).FirstOrDefault();

    public string Toml()
    {
        var toml = new StringBuilder("user = \"test\"\n");
        if (Kind == "image" && !Has("image"))
        {
            toml.Append(CultureInfo.InvariantCulture, $"image = \"{Definition.DefaultImage}\"\n");
        }

        if (Kind == "build" && !Has("context"))
        {
            toml.Append(CultureInfo.InvariantCulture, $"context = \"{DefaultContext}\"\n");
        }

        if (Has("type") && !Has("device"))
        {
            toml.Append("device = \"tmpfs\"\n");
        }

        Definition.AppendKeys(toml, Keys);
        return toml.ToString();
    }

    private static List<KeyTexts> Possible(string kind, IEnumerable<KeyTexts> keys)
    {
        var possible = keys.Select(k => k.Key.Path == "env" ? Inherited(k) : k)
            .Where(k => k.Entries.Count > 0)
            .ToList();
        // An image of Kind "image" is pulled, and nothing else is meant by it.
        foreach (var (first, second) in Exclusive.Where(e => kind == "volume" || e.Item1 != "image"))
        {
            if (possible.Exists(k => k.Key.Path == first))
            {
                possible.RemoveAll(k => k.Key.Path == second);
            }
        }

        return possible;
    }

    // podman build reads no variables from its input.
    private static KeyTexts Inherited(KeyTexts keys) =>
        keys with
        {
            // Few random names are those of variables.
            Entries =
            [
                .. keys
                    .Entries.Select(
                        (e, i) => ContainerVariable.IsInherited(e.Name!, e.Text) ? e : e with { Name = $"V{i}" }
                    )
                    .Where(e => ContainerVariable.IsInherited(e.Name!, e.Text)),
            ],
        };
}
