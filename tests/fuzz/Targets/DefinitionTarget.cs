// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Tests.Fuzz.Targets;

/// <summary>
/// Decoder and generator, in both scopes. An input is one or several files, each after a line <c>=== NAME</c>; every
/// unit that is made must be one.
/// </summary>
internal static class DefinitionTarget
{
    private const string Heading = "=== ";
    private const string Directory = "/etc/rootful-containers.d";
    private const int MostSamples = 5;

    private static readonly UserTable Users = UserTable.Parse(
        "root:x:0:0::/:\ntest:x:1000:1000::/:\nother:x:1001:1001::/:"
    );

    private static readonly Installation Installed = new("/usr/libexec/rootful-containers", "/usr/lib/systemd/system");

    public static Target Make() =>
        new("definition", input => Generate(input), [.. Seeds()])
        {
            Words =
            [
                .. Assignments(ContainerKeys.All),
                .. Assignments(PodKeys.All),
                .. Assignments(NetworkKeys.All),
                .. Assignments(ContainerNetworkKeys.Attachment),
                .. Assignments(NetworkKeys.Subnet),
                .. Assignments(VolumeKeys.All),
                .. Assignments(ImageKeys.All),
                .. Assignments(BuildKeys.All),
                .. "=== a.volume.toml\n|=== a.image.toml\n|=== a.build.toml\n|image = \"a.build\"\n|volumes = [\"a:/a\"]\n|[add]\n".Split(
                    '|'
                ),
                .. "[[network]]\n|[[subnet]]\n|[systemd.service]\n|[health.startup]\n|=== web.toml\n|=== db.toml\n".Split(
                    '|'
                ),
                .. "=== net.network.toml\n|=== web.toml.d/10.toml\n|user = \"test\"\nimage = \"i\"\nnetworks = [\"n\"]\n".Split(
                    '|'
                ),
            ],
            Finish = WriteSamples,
        };

    private static IEnumerable<string> Assignments(ConfigurationKeySet set) =>
        set.Rows.Select(key =>
            key.Kind == ValueKind.StringMap ? $"{key.Path}.{key.Example}\n" : $"{key.Path} = {key.Example}\n"
        );

    private static IEnumerable<byte[]> Seeds()
    {
        foreach (
            var snapshot in System.IO.Directory.EnumerateDirectories(Path.Combine(Places.Repository, "tests/snapshots"))
        )
        {
            var directory = snapshot + Directory;
            if (System.IO.Directory.Exists(directory))
            {
                foreach (
                    var path in System.IO.Directory.EnumerateFiles(directory, "*.toml", SearchOption.AllDirectories)
                )
                {
                    if (File.Exists(path) && new FileInfo(path).LinkTarget is null)
                    {
                        var heading = $"{Heading}{Path.GetRelativePath(directory, path)}\n";
                        yield return [.. Encoding.UTF8.GetBytes(heading), .. File.ReadAllBytes(path)];
                    }
                }
            }
        }
    }

    private static (List<UnitEntry> System, List<UnitEntry> User, bool IsAccepted) Generate(byte[] input)
    {
        var (system, isAccepted) = Generate(input, new Scope.System());
        var (user, _) = Generate(input, new Scope.User(1000));
        return (system, user, isAccepted);
    }

    private static (List<UnitEntry> Units, bool IsAccepted) Generate(byte[] input, Scope scope)
    {
        var context = new PlanContext(scope, Installed, Users, static () => GroupTable.Parse(""));
        var run = new DefinitionRun(Sources(input), context);
        var units = run.Units.ToList();
        var isAccepted = true;
        foreach (var diagnostic in run.Diagnostics)
        {
            isAccepted = false;
            AllTargets.Expect(
                !diagnostic.ToString().Contains('\n', StringComparison.Ordinal),
                $"a message of two lines: {diagnostic}"
            );
        }

        foreach (var unit in units)
        {
            UnitCheck.Check(unit);
        }

        return (units, isAccepted);
    }

    private static List<DefinitionSource> Sources(byte[] input)
    {
        // Latin 1 has a character for each octet.
        var text = Encoding.Latin1.GetString(input);
        var files = new SortedDictionary<string, SortedDictionary<string, SourceText>>(StringComparer.Ordinal);
        foreach (
            var part in (
                text.StartsWith(Heading, StringComparison.Ordinal) ? text : $"{Heading}web.toml\n{text}"
            ).Split(Heading)[1..]
        )
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal) is var at and >= 0 ? at : part.Length;
            var name = part[..end];
            var definition = name.Split(".d/")[0];
            if (
                name.EndsWith(".toml", StringComparison.Ordinal)
                && definition.EndsWith(".toml", StringComparison.Ordinal)
                && !definition.Contains('/', StringComparison.Ordinal)
            )
            {
                var file = new SourceText(
                    $"{Directory}/{definition}",
                    Encoding.Latin1.GetBytes(part[Math.Min(end + 1, part.Length)..])
                );
                files.TryAdd(definition, new SortedDictionary<string, SourceText>(StringComparer.Ordinal));
                files[definition].TryAdd(name == definition ? "" : name, file);
            }
        }

        return
        [
            .. files
                .Select(f => new DefinitionSource(f.Key, [.. f.Value.Values]) { IsOrphan = !f.Value.ContainsKey("") })
                .OrderBy(s => s.IsOrphan)
                .ThenBy(s => DefinitionKinds.IndexOf(s.FileName)),
        ];
    }

    /// <summary>Units of accepted definitions, for systemd-analyze; not those with settings in systemd's own words.</summary>
    private static void WriteSamples(IReadOnlyList<byte[]> inputs)
    {
        var samples = inputs
            .Reverse()
            .Where(i => !Encoding.Latin1.GetString(i).Contains("systemd", StringComparison.Ordinal))
            .Where(i => !Encoding.Latin1.GetString(i).Contains("resources", StringComparison.Ordinal))
            .Select(Generate)
            .Where(g => g.IsAccepted && g.User.Count > 0)
            .Take(MostSamples);
        var number = 0;
        foreach (var (system, user, _) in samples)
        {
            var expected = Path.Combine(Places.Units, $"{number++}", "expected");
            Write(Path.Combine(expected, "system"), system);
            Write(Path.Combine(expected, "user-1000"), user);
        }
    }

    private static void Write(string directory, List<UnitEntry> units)
    {
        foreach (var unit in units.OfType<TextFile>().Where(u => !u.IsPrivate))
        {
            var path = Path.Combine(directory, unit.Path);
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, unit.Text.Span);
        }
    }
}
