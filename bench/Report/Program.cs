// SPDX-License-Identifier: BSD-2-Clause
//
// Writes the report of what the benchmarks measured: reads DIRECTORY/results/*.json, writes DIRECTORY/README.md and its pictures.
// usage: bench-report DIRECTORY
using RootfulContainers.Bench;

if (args is not [var directory])
{
    Console.Error.WriteLine("usage: bench-report DIRECTORY");
    return 2;
}

var runs = Directory
    .EnumerateFiles(Path.Combine(directory, "results"), "*.json")
    .Order(StringComparer.Ordinal)
    .Select(f => Run.Read(Path.GetFileNameWithoutExtension(f), File.ReadAllText(f)))
    .ToList();
foreach (var old in Directory.EnumerateFiles(directory, "*.svg"))
{
    File.Delete(old);
}

foreach (var (name, text) in Plots.Of(runs))
{
    File.WriteAllText(Path.Combine(directory, name), text);
}

File.WriteAllText(Path.Combine(directory, "README.md"), MarkdownReport.Of(runs));
return 0;
