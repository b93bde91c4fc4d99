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

/// <summary>A file in systemd's syntax, see systemd.syntax(7).</summary>
internal static class UnitFileText
{
    /// <param name="trailing">Comments that no assignment follows.</param>
    public static IReadOnlyList<UnitLine> Parse(string path, string text, out IReadOnlyList<string> trailing)
    {
        var lines = new List<UnitLine>();
        var comments = new List<string>();
        var section = "";
        var value = new StringBuilder();
        string? key = null;
        var begin = 0;
        var number = 0;
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd('\r')))
        {
            number++;
            var trimmed = line.Trim();
            if (trimmed.StartsWith('#') || trimmed.StartsWith(';'))
            {
                // Also in the middle of a value that goes on.
                comments.Add(trimmed[1..].Trim());
                continue;
            }

            if (key is null)
            {
                if (trimmed.Length == 0)
                {
                    continue;
                }

                if (trimmed is ['[', .., ']'])
                {
                    section = trimmed[1..^1];
                    continue;
                }

                var equals = trimmed.IndexOf('=', StringComparison.Ordinal);
                (key, begin) = (equals < 0 ? trimmed : trimmed[..equals].TrimEnd(), number);
                value.Clear();
                trimmed = equals < 0 ? "" : trimmed[(equals + 1)..].TrimStart();
            }

            if (trimmed.EndsWith('\\'))
            {
                value.Append(trimmed[..^1]).Append(' ');
                continue;
            }

            value.Append(trimmed);
            Add();
        }

        if (key is not null)
        {
            Add();
        }

        trailing = comments;
        return lines;

        void Add()
        {
            lines.Add(new UnitLine(section, key!, value.ToString().Trim(), path, begin, [.. comments]));
            comments.Clear();
            key = null;
        }
    }
}
