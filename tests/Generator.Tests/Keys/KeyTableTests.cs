// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Tests.Snapshots;

namespace RootfulContainers.Tests.Keys;

public class KeyTableTests
{
    internal static readonly Dictionary<string, ConfigurationKeySet> Sets = new(StringComparer.Ordinal)
    {
        ["container"] = ContainerKeys.All,
        ["[[network]]"] = ContainerNetworkKeys.Attachment,
        ["pod"] = PodKeys.All,
        ["network"] = NetworkKeys.All,
        ["[[subnet]]"] = NetworkKeys.Subnet,
        ["volume"] = VolumeKeys.All,
        ["image"] = ImageKeys.All,
        ["build"] = BuildKeys.All,
    };

    public static TheoryData<string, string> Rows()
    {
        var data = new TheoryData<string, string>();
        foreach (var (name, set) in Sets)
        {
            foreach (var key in set.Rows)
            {
                data.Add(name, key.Path);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_example_of_a_key_is_a_value_of_it(string set, string path)
    {
        var key = Sets[set].Find(path)!;
        var assignment = key.Kind == ValueKind.StringMap ? $"{path}.{key.Example}" : $"{path} = {key.Example}";
        var diagnostics = new List<Diagnostic>();
        var table = TomlReader.Read(new SourceText("example", Encoding.UTF8.GetBytes(assignment)), diagnostics);
        var decoder = new KeyDecoder(Sets[set], diagnostics);

        var settings = decoder.Decode(table, reportMissing: false, "");

        Assert.Empty(diagnostics);
        Assert.Equal(1, settings.Count + decoder.Tables.Count);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_summary_of_a_key_is_a_sentence(string set, string path)
    {
        Assert.Matches(@"^[\[A-Za-z][^\n]+\.$", Sets[set].Find(path)!.Summary);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_snapshot_shows_what_becomes_of_a_key(string set, string path)
    {
        var used = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests/snapshots/every-key/etc/rootful-containers.d"))
            .Select(p => TomlReader.Read(new SourceText(p, File.ReadAllBytes(p)), []))
            .SelectMany(t => set.StartsWith('[') ? Items(t, set.Trim('[', ']')) : [t]);

        Assert.Contains(used, t => Holds(t, path.Split('.')));
    }

    private static IEnumerable<TomlTable> Items(TomlTable table, string name) =>
        (table.Find(name) as TomlList)?.Items.OfType<TomlTable>() ?? [];

    private static bool Holds(TomlTable table, ReadOnlySpan<string> path) =>
        table.Find(path[0]) is { } value && (path.Length == 1 || (value is TomlTable inner && Holds(inner, path[1..])));
}
