// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using CsCheck;
using RootfulContainers.Tests.Values;

// usage: values-test SEED DEFINITIONS COMMAND...; the command runs "batch" in a host.
// A seed of CsCheck's, as a failure prints it, repeats one definition.
const int BatchSize = 100;
const int SecondsForTheShortest = 60;
var host = new TestHost(args[2..]);
var covered = new HashSet<ConfigurationKey>();
var count = int.Parse(args[1], CultureInfo.InvariantCulture);
var random = ulong.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
    ? new PCG(1, number)
    : PCG.Parse(args[0]);
for (var done = 0; done < count; done += BatchSize)
{
    var batch = Enumerable.Range(0, Math.Min(BatchSize, count - done)).Select(_ => Next()).ToList();
    var failures = host.Run(batch.ConvertAll(b => b.Definition));
    if (failures.FindIndex(f => f.Length > 0) is var failed and >= 0)
    {
        Console.WriteLine($"seed {batch[failed].Seed}\n{batch[failed].Definition.Toml("NAME")}");
        Console.WriteLine(string.Join('\n', failures[failed]));
        Console.WriteLine($"{failures.Count(f => f.Length > 0)} of {batch.Count} failed; looking for the shortest");
        Definition.Any.Sample(
            Check,
            seed: batch[failed].Seed,
            time: SecondsForTheShortest,
            threads: 1,
            print: d => d.Toml("NAME")
        );
        return 1;
    }

    covered.UnionWith(batch.SelectMany(b => b.Definition.AllKeys));
}

string[] missing = [.. Definition.ContainerRows.Concat(Definition.AttachmentRows).Except(covered).Select(k => k.Path)];

// One that a failure named has few of the keys.
if (missing.Length > 0 && count >= BatchSize)
{
    Console.WriteLine($"no definition had {string.Join(", ", missing)}");
    return 1;
}

Console.WriteLine($"{host.Values} values of {count} definitions, seed {args[0]}");
return 0;

(string Seed, Definition Definition) Next()
{
    var seed = random.ToString();
    var definition = Definition.Any.Generate(random, null, out _);
    Accept(definition);
    return (seed, definition);
}

// The test is to make only definitions that are right; those of which it is not sure are no test of anything.
static void Accept(Definition definition)
{
    var name = ContainerName.TryParse("name", out var parsed, out _) ? parsed : default;
    var text = new SourceText("name.toml", Encoding.UTF8.GetBytes(definition.Toml("name")));
    var diagnostics = ContainerDecoder.Decode(name, new DefinitionSource("name.toml", [text])).Diagnostics;
    if (diagnostics.Count > 0)
    {
        throw new InvalidOperationException($"{string.Join('\n', diagnostics)}\n{definition.Toml("name")}");
    }
}

void Check(Definition definition)
{
    var failures = host.Run([definition])[0];
    if (failures.Length > 0)
    {
        throw new InvalidOperationException(string.Join('\n', failures));
    }
}
