// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Units;

namespace RootfulContainers.Rootfulctl.Export.Quadlet;

/// <summary>A file of Quadlet's: its keys, those of systemd, and what it has no key for.</summary>
/// <param name="name">Without its extension.</param>
/// <param name="kind">The section of its own: <c>Container</c>.</param>
internal sealed class QuadletUnit(string name, string kind) : ILosses
{
    private readonly List<string> _after = [];

    public string Name { get; } = name;

    public string FileName { get; } = $"{name}.{kind.ToLowerInvariant()}";

    /// <summary>Whether something that it names is a file as well: <c>data.volume</c>.</summary>
    public Predicate<string> IsFile { get; init; } = static _ => false;

    public LossList Losses { get; } = new();

    public UnitSection Unit { get; } = new("Unit");

    public UnitSection Own { get; } = new(kind);

    public UnitSection Service { get; } = new("Service");

    public UnitSection Quadlet { get; } = new("Quadlet");

    public UnitSection Install { get; } = new("Install");

    public void Lose(string key, string reason) => Losses.Lose(key, reason);

    /// <summary>A flag of podman's as it is: for what not every version of Quadlet has a key, or its key cannot hold.</summary>
    public void PodmanFlag(string name, string value) => Own.Add("PodmanArgs", QuadletText.Word($"--{name}={value}"));

    /// <summary>Units that are up before this one, each once.</summary>
    public void After(IEnumerable<string> units) => _after.AddRange(units.Where(u => !_after.Contains(u)));

    public string Render()
    {
        Unit.AddWords("After", _after);
        var text = new StringBuilder();
        Losses.Render(text);
        foreach (var section in new[] { Unit, Own, Service, Quadlet, Install })
        {
            section.Render(text);
        }

        return text.ToString().TrimStart('\n');
    }
}
