// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using System.Text.Json;
using RootfulContainers.Tests.Values;

// usage: values-test write|compare SEED DIRECTORY
const int Definitions = 12;
var seed = ulong.Parse(args[1], CultureInfo.InvariantCulture);
var random = new RandomText(seed);
var (count, failures) = (0, 0);
for (var i = 0; i < Definitions; i++)
{
    var name = $"value-{i}";
    var definition = new Definition(name, random);
    definition.Fill();
    count += definition.Count;
    if (args[0] == "write")
    {
        File.WriteAllText(Path.Combine(args[2], $"{name}.toml"), definition.Toml);
        continue;
    }

    var create = Read($"rootful-create@{name}.service");
    var start = 1 + definition.Global.Count;
    Same(name, "before the subcommand", definition.Global, create[1..Math.Min(start, create.Count)]);
    Same(name, "after the flags", definition.Tail, create[^Math.Min(definition.Tail.Count, create.Count)..]);
    var flags = create.Skip(start).SkipLast(definition.Tail.Count).Select(Canonical).ToHashSet(StringComparer.Ordinal);
    foreach (var flag in definition.Flags.Select(Canonical).Where(f => !flags.Contains(f)))
    {
        Fail(name, "flag missing", flag);
    }

    var expected = definition.Flags.Select(Canonical).ToHashSet(StringComparer.Ordinal);
    foreach (var flag in flags.Where(f => !expected.Contains(f) && !IsOwn(f)))
    {
        Fail(name, "flag too much", flag);
    }

    var environment = Read($"rootful-create@{name}.service.environment").ToHashSet(StringComparer.Ordinal);
    foreach (var (variable, value) in definition.Environment)
    {
        var assignment = $"{variable}={value}";
        if (
            !flags.Contains($"--env={assignment}")
            && !(flags.Contains($"--env={variable}") && environment.Contains(assignment))
        )
        {
            Fail(name, "variable missing", assignment);
        }
    }

    var reload = Read($"rootful-init@{name}.service.reload");
    Same(name, "reload", [.. definition.Global, .. definition.Reload], reload[1..]);
}

Console.WriteLine($"{count} values{(args[0] == "write" ? "" : $", {failures} wrong")}, seed {seed}");
return failures == 0 ? 0 : 1;

List<string> Read(string file) =>
    [.. File.ReadAllText(Path.Combine(args[2], file), Encoding.UTF8).Split('\0').SkipLast(1)];

void Same(string name, string place, List<string> expected, List<string> actual)
{
    if (!expected.SequenceEqual(actual, StringComparer.Ordinal))
    {
        Fail(name, place, $"expected {JsonSerializer.Serialize(expected)}, got {JsonSerializer.Serialize(actual)}");
    }
}

void Fail(string name, string place, string text)
{
    failures++;
    Console.WriteLine($"{name}: {place}: {JsonSerializer.Serialize(text)}");
}

// What every container gets, whatever its definition says.
static bool IsOwn(string flag) =>
    flag is "create" or "--replace" || OwnFlags().Any(o => flag.StartsWith(o, StringComparison.Ordinal));

static string[] OwnFlags() =>
    "--name=|--network=|--cgroups=|--cidfile=|--pidfile=|--conmon-pidfile=|--sdnotify=|--log-driver=|--stop-timeout=|--volume=/run/|--env=".Split(
        '|'
    );

// Commands reach podman as JSON, in which one string can be written in many ways.
static string Canonical(string flag)
{
    var start = flag.IndexOf("=[", StringComparison.Ordinal);
    return start > 0 && flag[..start] is "--entrypoint" or "--health-cmd" or "--health-startup-cmd"
        ? flag[..start] + JsonSerializer.Serialize(JsonSerializer.Deserialize<List<string>>(flag[(start + 1)..]))
        : flag;
}
