// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Output;

/// <summary>A column of a table.</summary>
/// <param name="Name">In lower case, as <c>--format</c> has it.</param>
/// <param name="Text">One line; empty where there is nothing to say.</param>
/// <param name="Shrinks">Whether it gives way when the terminal is narrow.</param>
internal sealed record Column<T>(string Name, Func<T, string> Text, bool Shrinks = false)
{
    /// <summary>Whether it is left out where no row has anything to say, unless it was asked for.</summary>
    public bool IsOptional { get; init; }

    public Func<T, Tone> Tone { get; init; } = static _ => Output.Tone.Plain;
}
