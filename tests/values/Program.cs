// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using CsCheck;
using RootfulContainers.Tests.Values;

// usage: values-test SEED DEFINITIONS COMMAND...; the command runs "batch" in a host. For two definitions of containers there is one
// of a pod, and one of a volume, an image or a build. A seed of CsCheck's, as a failure prints it, repeats one definition.
const int BatchSize = 100;
const int SecondsForTheShortest = 60;
var host = new TestHost(args[2..]);
var count = int.Parse(args[1], CultureInfo.InvariantCulture);
var isNumber = ulong.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
var random = isNumber ? new PCG(1, number) : PCG.Parse(args[0]);
var covered = new HashSet<ConfigurationKey>();
var coveredOfPods = new HashSet<ConfigurationKey>();
var made = new HashSet<(string Kind, ConfigurationKey Key)>();

// What a failure named has few of the keys, and may be of any kind.
if (
    !AreRight(Definition.Any, count, host.Run, Accept, Print, d => covered.UnionWith(d.AllKeys))
    || !AreRight(
        Definition.AnyPod,
        isNumber ? count / 2 : 0,
        host.Run,
        Accept,
        Print,
        d => coveredOfPods.UnionWith(d.AllKeys)
    )
    || !AreRight(
        PrerequisiteDefinition.Any,
        isNumber ? count / 2 : 0,
        host.Run,
        AcceptPrerequisite,
        d => $"# NAME.{d.Kind}.toml\n{d.Toml()}",
        d => made.UnionWith(d.Keys.Select(k => (d.Kind, k.Key)))
    )
)
{
    return 1;
}

string[] missing =
[
    .. Definition.ContainerRows.Concat(Definition.AttachmentRows).Except(covered).Select(k => k.Path),
    .. Definition.PodRows.Except(coveredOfPods).Select(k => $"{k.Path} of a pod"),
    .. PrerequisiteDefinition.Rows.Except(made).Select(r => $"{r.Key.Path} of a {r.Kind}"),
];
if (missing.Length > 0 && count >= BatchSize)
{
    Console.WriteLine($"no definition had {string.Join(", ", missing)}");
    return 1;
}

Console.WriteLine($"{host.Values} values of {count} definitions, seed {args[0]}");
return 0;

bool AreRight<T>(
    Gen<T> any,
    int definitions,
    Func<IReadOnlyList<T>, List<string[]>> run,
    Action<T> accept,
    Func<T, string> print,
    Action<T> cover
)
{
    for (var done = 0; done < definitions; done += BatchSize)
    {
        var batch = Enumerable.Range(0, Math.Min(BatchSize, definitions - done)).Select(_ => Next()).ToList();
        var failures = run(batch.ConvertAll(b => b.Definition));
        if (failures.FindIndex(f => f.Length > 0) is var failed and >= 0)
        {
            Console.WriteLine($"seed {batch[failed].Seed}\n{print(batch[failed].Definition)}");
            Console.WriteLine(string.Join('\n', failures[failed]));
            Console.WriteLine($"{failures.Count(f => f.Length > 0)} of {batch.Count} failed; looking for the shortest");
            any.Sample(Check, seed: batch[failed].Seed, time: SecondsForTheShortest, threads: 1, print: print);
            return false;
        }

        batch.ForEach(b => cover(b.Definition));
    }

    return true;

    (string Seed, T Definition) Next()
    {
        var seed = random.ToString();
        var definition = any.Generate(random, null, out _);
        accept(definition);
        return (seed, definition);
    }

    void Check(T definition)
    {
        var failures = run([definition])[0];
        if (failures.Length > 0)
        {
            throw new InvalidOperationException(string.Join('\n', failures));
        }
    }
}

// The test is to make only definitions that are right; those of which it is not sure are no test of anything.
static void Accept(Definition definition) =>
    Refuse(
        definition.Toml("name"),
        definition.File("name"),
        (name, source) =>
            (definition.IsPod ? (StartedKind)new PodKind() : new ContainerKind()).Decode(name, source).Diagnostics
    );

static string Print(Definition definition) => $"# {definition.File("NAME")}\n{definition.Toml("NAME")}";

static void AcceptPrerequisite(PrerequisiteDefinition definition) =>
    Refuse(
        definition.Toml(),
        $"name.{definition.Kind}.toml",
        (name, source) =>
            (
                definition.Kind switch
                {
                    "volume" => (PrerequisiteKind)new VolumeKind(),
                    "image" => new ImageKind(),
                    _ => new BuildKind(),
                }
            )
                .Decode(name, source)
                .Diagnostics
    );

static void Refuse(
    string toml,
    string file,
    Func<ContainerName, DefinitionSource, IReadOnlyCollection<Diagnostic>> decode
)
{
    var name = ContainerName.TryParse("name", out var parsed, out _) ? parsed : default;
    var diagnostics = decode(name, new DefinitionSource(file, [new SourceText(file, Encoding.UTF8.GetBytes(toml))]));
    if (diagnostics.Count > 0)
    {
        throw new InvalidOperationException($"{string.Join('\n', diagnostics)}\n{toml}");
    }
}
