// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Units;

/// <summary>Part of the tree that a run makes below the generator's directory.</summary>
/// <param name="Path">Relative to the generator's directory.</param>
internal abstract record UnitEntry(string Path);

/// <summary>A file of text.</summary>
/// <param name="IsPrivate">Whether only its owner may read it, whatever holds for the others.</param>
internal sealed record TextFile(string Path, ReadOnlyMemory<byte> Text, bool IsPrivate = false) : UnitEntry(Path);

/// <summary>A symbolic link, as <c>systemctl enable</c> makes them.</summary>
internal sealed record UnitLink(string Path, string Target) : UnitEntry(Path);
