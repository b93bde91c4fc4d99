// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Tests.Fuzz;

/// <summary>Something that is fed whatever may come.</summary>
/// <param name="Run">Returns, or throws what is a finding: every exception.</param>
/// <param name="Seeds">Inputs to begin with.</param>
internal sealed record Target(string Name, Action<byte[]> Run, IReadOnlyList<byte[]> Seeds)
{
    /// <summary>What inputs are made of, put in at any place.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Called once at the end, with all inputs that were kept.</summary>
    public Action<IReadOnlyList<byte[]>> Finish { get; init; } = static _ => { };

    public static Target OfText(string name, Action<string> run, params IEnumerable<string> seeds) =>
        new(name, input => run(Encoding.UTF8.GetString(input)), [.. seeds.Select(Encoding.UTF8.GetBytes)]);
}

/// <summary>What the program did is wrong, though it did not fail.</summary>
internal sealed class FindingException(string message) : Exception(message);
