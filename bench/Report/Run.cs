// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json;

namespace RootfulContainers.Bench;

/// <summary>All values of a figure, in the order of their rounds.</summary>
/// <param name="N">Of how many: containers, ports, definitions.</param>
internal sealed record Series(string Figure, string Peer, int N, string Unit, IReadOnlyList<double> Values)
{
    public double Median => Statistics.Median(Values);
}

/// <summary>What one benchmark measured, when, and on which machine.</summary>
/// <param name="Name">The file's name, which differs from the benchmark's where it was kept aside.</param>
/// <param name="Load">How many processes wanted a processor when it began.</param>
internal sealed record Run(
    string Name,
    string Command,
    int Rounds,
    int Seconds,
    string Date,
    string Commit,
    double Load,
    string Suite,
    int Processors,
    string Processor,
    int MemoryMib,
    string Kernel,
    string Systemd,
    string Podman,
    string Netavark,
    string Pasta
)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
    };

    public IReadOnlyList<Series> Series { get; init; } = [];

    /// <summary>The peers, in the order in which they were measured.</summary>
    public IReadOnlyList<string> Peers => [.. Series.Select(s => s.Peer).Distinct(StringComparer.Ordinal)];

    public Series? Find(string figure, string peer, int n) =>
        Series.FirstOrDefault(s => s.Figure == figure && s.Peer == peer && s.N == n);

    /// <summary>The numbers for which a figure was measured.</summary>
    public IReadOnlyList<int> Counts(string figure) =>
        [.. Series.Where(s => s.Figure == figure).Select(s => s.N).Distinct().Order()];

    /// <summary>Of lines of JSON: the first one is about the run, the others are its series.</summary>
    public static Run Read(string name, string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var run = JsonSerializer.Deserialize<Run>(lines[0], _json)!;
        return run with
        {
            Name = name,
            Series =
            [
                .. lines
                    .Skip(1)
                    .Select(l => JsonSerializer.Deserialize<Series>(l, _json)!)
                    .Where(s => !Catalogue.IsLeftOut(s.Figure, s.Peer)),
            ],
        };
    }
}
