// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Foreign;

namespace RootfulContainers.Rootfulctl.Import.Quadlet;

/// <summary>Which definition starts after which, as the sources say.</summary>
internal sealed class StartEdges
{
    private readonly HashSet<(string First, string Then)> _edges = [];

    public StartEdges(IEnumerable<(string Name, IReadOnlyList<UnitLine> Lines)> files, ImportNames names)
    {
        foreach (var (name, lines) in files)
        {
            foreach (var line in lines.Where(l => l.Section == "Unit"))
            {
                foreach (var word in UnitWords.Names(line.Value))
                {
                    var other = (
                        names.Find(word) ?? names.OfService(word.Replace(".service", "", StringComparison.Ordinal))
                    )?.Name;
                    if (other is not null && line.Key == "After")
                    {
                        _edges.Add((other, name));
                    }
                    else if (other is not null && line.Key == "Before")
                    {
                        _edges.Add((name, other));
                    }
                }
            }
        }
    }

    public bool Has(string first, string then) => _edges.Contains((first, then));
}
