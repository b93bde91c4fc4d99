// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Globalization;
using RootfulContainers.Tests.Fuzz;
using RootfulContainers.Tests.Fuzz.Targets;
using SharpFuzz;

// usage: fuzz-test TARGET|all SECONDS SEED   feeds a target, or each of them, for so long; prints TAP
//        fuzz-test FILE                      feeds the input in the file to the target that its name begins with
string[] instrumented =
[
    // The libraries.
    "RootfulContainers.*",
    "container-supervisor",
    "network-helper",
    "rootful-container-generator",
    "Tomlyn",
];
switch (args)
{
    case ["run", var name, var seconds, var seed]:
        return Run(name, Number(seconds), Number(seed));
    case [var name, var seconds, var seed]:
        var names = name == "all" ? AllTargets.All.Select(t => t.Name) : [AllTargets.Find(name).Name];
        Instrument();
        var failed = names.Count(n => !Start(n, seconds, seed));
        return failed == 0 ? 0 : 1;
    case [var path]:
        AllTargets.Find(Path.GetFileName(path).Split('-')[0]).Run(File.ReadAllBytes(path));
        Console.WriteLine($"{path}: nothing wrong");
        return 0;
    default:
        Console.Error.WriteLine("usage: fuzz-test TARGET|all SECONDS SEED, or fuzz-test FILE");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Run(string name, int seconds, int seed)
{
    // First: what is instrumented cannot run without it.
    var coverage = new Coverage();
    var target = AllTargets.Find(name);
    using var findings = new Findings(name);
    var loop = new FuzzLoop(target, seed, coverage, findings);
    loop.Run(TimeSpan.FromSeconds(seconds));
    Console.WriteLine($"{(findings.Count == 0 ? "ok" : "not ok")} - fuzz {name}: {loop.Summary}");
    return findings.Count == 0 ? 0 : 1;
}

// The program's own assemblies stay as they were built.
void Instrument()
{
    if (Directory.Exists(Places.Instrumented))
    {
        Directory.Delete(Places.Instrumented, recursive: true);
    }

    Directory.CreateDirectory(Places.Instrumented);
    foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
    {
        File.Copy(file, Path.Combine(Places.Instrumented, Path.GetFileName(file)));
    }

    foreach (var assembly in instrumented.SelectMany(a => Directory.GetFiles(Places.Instrumented, $"{a}.dll")))
    {
        Fuzzer.Instrument(assembly, static _ => true, Options.Value);
    }
}

// In a process of its own: a stack that overflows takes the process with it.
static bool Start(string target, string seconds, string seed)
{
    var program = Path.Combine(Places.Instrumented, "fuzz-test");
    using var process = Process.Start(program, ["run", target, seconds, seed]);
    process.WaitForExit();
    if (process.ExitCode > 1)
    {
        Console.WriteLine($"not ok - fuzz {target}: ended with {process.ExitCode} by {Findings.SaveRunning(target)}");
    }

    return process.ExitCode == 0;
}
