// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Foreign;

namespace RootfulContainers.Rootfulctl.Import.Podman;

/// <summary>The words of a command of a unit, as systemd hands them over.</summary>
internal sealed class ServiceWords
{
    private readonly List<string> _words = [];
    private readonly List<IReadOnlyList<string>> _unknown = [];
    private readonly List<string> _leftOut = [];

    public ServiceWords(UnitLine line, Specifiers specifiers)
    {
        foreach (var word in UnitWords.Split(CommandPrefix.Strip(line.Value)))
        {
            var unknown = new List<string>();
            var expanded = specifiers.ExpandWord(word, unknown);
            if (expanded.Count > 0 || unknown.Count == 0)
            {
                _words.AddRange(expanded);
                _unknown.AddRange(expanded.Select(_ => unknown));
            }
            else if (_words.Count > 0 && PodmanFlags.TakesNext(_words[^1]))
            {
                // The flag has a value, and nobody knows which.
                _words.Add(word);
                _unknown.Add(unknown);
            }
            else
            {
                _leftOut.Add(word);
            }
        }
    }

    public string[] Words => [.. _words];

    /// <summary>For each of them what of it only systemd knows.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Unknown => _unknown;

    /// <summary>Variables that only systemd knows, and that would be any number of words.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;
}
