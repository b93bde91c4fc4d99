// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Generator.Units;

/// <summary>
/// Part of the tree that a run makes below the generator's directory. The tree is a sequence: with thousands of
/// definitions it would otherwise be most of the memory that a generator needs.
/// </summary>
/// <param name="path">Relative to the generator's directory.</param>
internal abstract class UnitEntry(string path)
{
    public string Path { get; } = path;
}

/// <summary>A symbolic link, as <c>systemctl enable</c> makes them.</summary>
internal sealed class UnitLink(string path, string target) : UnitEntry(path)
{
    public string Target { get; } = target;
}
