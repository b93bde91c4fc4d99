// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>One assignment of a unit file, with the comments above it.</summary>
/// <param name="Path">The file, which may be a drop-in.</param>
internal sealed record UnitLine(
    string Section,
    string Key,
    string Value,
    string Path,
    int Line,
    IReadOnlyList<string> Comments
)
{
    /// <summary>The key and its value, but for what may be a password.</summary>
    public string Shown
    {
        get
        {
            if (Key is "Creds" or "DecryptionKey")
            {
                return Key;
            }

            var value = Key switch
            {
                "Environment" => string.Join(' ', UnitWords.Split(Value).Select(w => w.Split('=')[0])),
                "PodmanArgs" => string.Join(
                    ' ',
                    UnitWords.Split(Value).Where(w => w.StartsWith('-')).Select(w => w.Split('=')[0])
                ),
                _ => Value,
            };
            return PrintableText.Of($"{Key}={value}", 120);
        }
    }
}

/// <summary>
/// A file in systemd's syntax, see systemd.syntax(7). What is Quadlet's is read by podman, to which other lines go on in the next one.
/// </summary>
internal static class UnitFileText
{
    /// <param name="trailing">Comments that no assignment follows.</param>
    public static IReadOnlyList<UnitLine> Parse(string path, string text, out IReadOnlyList<string> trailing)
    {
        var isOfPodman = System.IO.Path.GetExtension(path) is not (".service" or ".timer");
        var lines = new List<UnitLine>();
        var comments = new List<string>();
        var section = "";
        var whole = new StringBuilder();
        var begin = 0;
        var number = 0;
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd('\r')))
        {
            number++;
            var trimmed = line.Trim();
            if (trimmed.StartsWith('#') || trimmed.StartsWith(';'))
            {
                // Also in the middle of a line that goes on.
                comments.Add(trimmed[1..].Trim());
                continue;
            }

            if (trimmed.Length == 0 && (isOfPodman || begin == 0))
            {
                continue;
            }

            begin = begin == 0 ? number : begin;
            var part = isOfPodman ? trimmed : line;
            var backslashes = part.Length - part.TrimEnd('\\').Length;
            if (isOfPodman ? backslashes > 0 : backslashes % 2 == 1)
            {
                whole.Append(part.AsSpan(..^1)).Append(isOfPodman ? "" : " ");
                continue;
            }

            whole.Append(part);
            End();
        }

        if (begin > 0)
        {
            End();
        }

        trailing = comments;
        return lines;

        void End()
        {
            var assignment = whole.ToString().Trim();
            if (assignment is ['[', .., ']'])
            {
                section = assignment[1..^1];
            }
            else if (assignment.Length > 0)
            {
                var (key, value) = assignment.Split('=', 2) is [var name, var rest] ? (name, rest) : (assignment, "");
                lines.Add(new UnitLine(section, key.TrimEnd(), value.TrimStart(), path, begin, [.. comments]));
                comments.Clear();
            }

            whole.Clear();
            begin = 0;
        }
    }
}
