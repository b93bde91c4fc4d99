// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace RootfulContainers.Tests.Fuzz;

/// <summary>Feeds a target, and keeps each input that made it do something new, to change it further.</summary>
[SuppressMessage("Security", "CA5394", Justification = "A seed repeats a run.")]
internal sealed class FuzzLoop(Target target, int seed, Coverage coverage, Findings findings)
{
    private readonly List<byte[]> _inputs = [];

    public long Executions { get; private set; }

    public string Summary => $"{Executions} executions, {_inputs.Count} inputs kept, {coverage.Branches} branches";

    public void Run(TimeSpan time)
    {
        var mutator = new Mutator(new Random(seed), target.Words);
        var clock = Stopwatch.StartNew();
        foreach (var input in target.Seeds)
        {
            Execute(input, keep: true);
        }

        while (clock.Elapsed < time)
        {
            Execute(mutator.Change(_inputs), keep: false);
        }

        target.Finish(_inputs);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every exception is a finding.")]
    private void Execute(byte[] input, bool keep)
    {
        findings.Begin(input);
        coverage.Begin();
        try
        {
            target.Run(input);
        }
        catch (Exception e)
        {
            findings.Add(input, e);
        }

        Executions++;
        if (coverage.IsNew() || keep)
        {
            _inputs.Add(input);
        }
    }
}
