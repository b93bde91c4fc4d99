// SPDX-License-Identifier: BSD-2-Clause
using CsCheck;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Definitions.Kinds.Prerequisites;
using RootfulContainers.Rootfulctl.Export.Quadlet;
using RootfulContainers.Rootfulctl.Import;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Users;
using Xunit;

namespace RootfulContainers.Tests.Export;

/// <summary>What the import makes of an export says the same: it has the same units, but for what the export says is lost.</summary>
public sealed class RoundTripTests
{
    private const string Lost = "# - ";

    /// <summary>Definitions that name each other; one of them gets random keys.</summary>
    private static readonly Dictionary<string, Dictionary<string, string>> Stack = new(StringComparer.Ordinal)
    {
        ["shop.network"] = new() { ["subnets"] = "[\"10.89.7.0/24\"]" },
        ["app.image"] = new() { ["user"] = "\"test\"", ["image"] = "\"docker.io/library/caddy:2\"" },
        ["site.build"] = new() { ["user"] = "\"test\"", ["context"] = "\"/srv/site\"" },
        ["data.volume"] = new() { ["user"] = "\"test\"" },
        ["files.volume"] = new() { ["user"] = "\"test\"", ["image"] = "\"app.image\"" },
        ["shop.pod"] = new() { ["user"] = "\"test\"", ["networks"] = "[\"shop\"]" },
        ["web"] = new()
        {
            ["user"] = "\"test\"",
            ["image"] = "\"app.image\"",
            ["networks"] = "[\"shop\"]",
            ["volumes"] = "[\"data:/data:ro\", \"files:/files\"]",
            ["mounts"] = "[\"type=volume,source=data,destination=/more\"]",
            ["depends.requires"] = "[\"shop\"]",
        },
        ["member"] = new()
        {
            ["user"] = "\"test\"",
            ["image"] = "\"site.build\"",
            ["pod"] = "\"shop\"",
            ["start_with_pod"] = "false",
        },
        ["beside"] = new()
        {
            ["user"] = "\"test\"",
            ["image"] = "\"app.image\"",
            ["network_of"] = "\"web\"",
        },
        ["task"] = new()
        {
            ["user"] = "\"test\"",
            ["image"] = "\"app.image\"",
            ["networks"] = "[\"shop\"]",
            ["type"] = "\"job\"",
            ["timer.on_calendar"] = "[\"Mon..Fri 03:00\", \"Sun 05:00\"]",
            ["autostart"] = "true",
        },
    };

    // Not of a job.
    private static readonly string[] OfService =
    [
        "notify",
        "auto_update",
        "reload_command",
        "reload_signal",
        "service.restart",
        "remain_after_exit",
    ];

    // Another way to say who owns the network, or in systemd's own words what is another unit's there.
    private static readonly string[] Left = ["rootfs", "networks", "network", "network_of", "pod", "start_with_pod"];

    public static TheoryData<string> Files => [.. Stack.Keys.Where(f => f != "shop.network")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Random_keys_come_back(string file)
    {
        var always = Stack[file];
        var isJob = always.ContainsKey("type");
        var isShared = always.ContainsKey("pod") || always.ContainsKey("network_of");
        RandomDefinition
            .Of(
                file,
                always,
                key =>
                    !Left.Contains(key.Path, StringComparer.Ordinal)
                    && !(file == "files.volume" && key.Path is "driver" or "type" or "device" or "options" or "copy")
                    && !(isJob && OfService.Contains(key.Path, StringComparer.Ordinal))
                    && (isJob || key.Path is not ("type" or "remain_after_exit") || file == "data.volume")
                    && (isJob || key.Table != "timer")
                    && !(isShared && IsOfNetwork(key))
                    && !IsOfUserNamespace(key, file)
                    // Which is web's on their network.
                    && !(key.Path == "hostname" && file != "web")
                    && (key.Table != "systemd" || Exported.KindOf(file) is PrerequisiteKind)
            )
            .Sample(lines => Check(file, lines), iter: 300);
    }

    [Fact]
    public void All_in_one_text_is_the_same_as_in_files()
    {
        var exported = Exported.Of([.. Stack.Select(d => (d.Key, RandomDefinition.Text(d.Value)))]);

        Assert.Equal(
            Import([.. QuadletExport.Files(exported).Select(f => new SourceFile($"/q/{f.Name}", f.Text))])
                .Select(f => (f.Name, f.Text)),
            Import([new SourceFile("/q/all.quadlets", QuadletExport.Text(exported))]).Select(f => (f.Name, f.Text))
        );
    }

    // They belong to whoever has the namespace.
    private static bool IsOfNetwork(ConfigurationKey key) =>
        key.Table is "dns"
        || key.Path
            is "publish"
                or "network_aliases"
                or "address_key"
                or "add_hosts"
                or "network_namespace"
                or "hostname"
                or "shm_size"
                or "expose";

    // Such a container goes another way, which others here cannot share.
    private static bool IsOfUserNamespace(ConfigurationKey key, string file) =>
        (key.Table == "userns" && file is not "task") || key.Path == "network_namespace";

    private static void Check(string file, Dictionary<string, string> lines)
    {
        var before = Stack.ToDictionary(d => d.Key, d => RandomDefinition.Text(d.Value), StringComparer.Ordinal);
        before[file] = RandomDefinition.Text(lines);
        var files = QuadletExport.Files(Exported.Of([.. before.Select(d => (d.Key, d.Value))]));
        var lost = files
            .Where(f => NameOf(f.Name) == file)
            .SelectMany(f => f.Text.Split('\n'))
            .TakeWhile(l => l.Length == 0 || l[0] == '#')
            .Where(l => l.StartsWith(Lost, StringComparison.Ordinal))
            .Select(l => l[Lost.Length..].Split(": ")[0])
            .ToHashSet(StringComparer.Ordinal);
        var imported = Import([.. files.Select(f => new SourceFile($"/q/{f.Name}", f.Text))]);
        foreach (var key in lost)
        {
            imported.Single(f => f.Name == $"{file}.toml").Draft!.Remove(key);
        }

        before[file] = RandomDefinition.Text(lines.Where(l => !lost.Contains(l.Key)).ToDictionary());
        Assert.Equal(
            UnitTexts.Of(before.Select(d => (d.Key, d.Value))),
            UnitTexts.Of(imported.Select(f => (f.Name[..^".toml".Length], f.Text)))
        );
    }

    private static IReadOnlyList<ImportedFile> Import(IReadOnlyList<SourceFile> files) =>
        new Importer(new ImportOwner("test", 1000, "/home/test")).Import(files);

    /// <summary>The definition that a file of Quadlet's is of.</summary>
    private static string NameOf(string file) =>
        file.Replace(".container", "", StringComparison.Ordinal).Replace(".timer", "", StringComparison.Ordinal);
}
