// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Units;

/// <summary>
/// Part of the tree that a run makes below the generator's directory. The tree is a sequence: with thousands of
/// definitions it would otherwise be most of the memory that a generator needs.
/// </summary>
/// <param name="path">Relative to the generator's directory.</param>
internal abstract class UnitEntry(string path)
{
    public string Path { get; } = path;

    /// <summary>What stands at the end of a run; what replaces an entry stands in its place.</summary>
    public static IReadOnlyCollection<UnitEntry> Remaining(IEnumerable<UnitEntry> entries)
    {
        var remaining = new List<UnitEntry>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (places.TryAdd(entry.Path, remaining.Count))
            {
                remaining.Add(entry);
            }
            else
            {
                remaining[places[entry.Path]] = entry;
            }
        }

        remaining.RemoveAll(e => e is UnitWithdrawal);
        return remaining;
    }
}

/// <summary>A file of text.</summary>
internal abstract class TextEntry(string path) : UnitEntry(path)
{
    /// <summary>Whether only its owner may read it, whatever holds for the others.</summary>
    public virtual bool IsPrivate => false;

    public abstract void Render(StringBuilder text);
}

/// <summary>A symbolic link, as <c>systemctl enable</c> makes them.</summary>
internal sealed class UnitLink(string path, string target) : UnitEntry(path)
{
    public string Target { get; } = target;
}

/// <summary>The end of an entry from before.</summary>
internal sealed class UnitWithdrawal(string path) : UnitEntry(path);
