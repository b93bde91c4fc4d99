// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Rootfulctl.Export;

/// <summary>What another program has no words for, each once; it becomes comments.</summary>
internal sealed class LossList
{
    private readonly List<string> _losses = [];
    private readonly List<string> _notes = [];

    public IReadOnlyList<string> Losses => _losses;

    public void Lose(string key, string reason) => Add(_losses, $"{key}: {reason}");

    /// <summary>What has to be done or known beside the file.</summary>
    public void Note(string text) => Add(_notes, text);

    /// <summary>Lines that begin with '#'.</summary>
    public void Render(StringBuilder text)
    {
        foreach (var note in _notes)
        {
            Comment(text, note);
        }

        if (_losses.Count > 0)
        {
            Comment(text, "Not carried:");
        }

        foreach (var loss in _losses)
        {
            Comment(text, $"- {loss}");
        }
    }

    /// <summary>One line, whatever the text holds, that does not go on in the next one.</summary>
    public static void Comment(StringBuilder text, string line) =>
        text.Append("# ").Append(PrintableText.Of(line).TrimEnd('\\', ' ')).Append('\n');

    private static void Add(List<string> list, string text)
    {
        if (!list.Contains(text, StringComparer.Ordinal))
        {
            list.Add(text);
        }
    }
}
