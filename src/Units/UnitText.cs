// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Units;

/// <summary>
/// The only place that escapes: a value of a definition is data, so it must come out of systemd's parser as the very
/// same bytes. See "Quoting" and "Command lines" in systemd.syntax(7) and systemd.service(5).
/// </summary>
internal static class UnitText
{
    /// <summary>The whole right side of a setting that is not split into words.</summary>
    public static string Line(string value) => value.Replace("%", "%%", StringComparison.Ordinal);

    /// <summary>One word of a setting that is split into words, such as <c>Environment=</c>.</summary>
    public static string Word(string value) => Quote(value, isArgument: false);

    /// <summary>
    /// One word, without '"', of a setting that takes quotes away but keeps backslashes, such as <c>Documentation=</c>.
    /// </summary>
    public static string RawWord(string value) =>
        value.Contains('\'', StringComparison.Ordinal) ? $"\"{Line(value)}\"" : Line(value);

    /// <summary>
    /// One word, of one line, of a setting of paths, such as <c>RequiresMountsFor=</c>: a backslash only keeps what
    /// follows it from being special.
    /// </summary>
    public static string PathWord(string value) =>
        IsPlain(value)
            ? value
            : $"\"{Line(value).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>One word of a command line, where <c>$</c> would start a variable.</summary>
    public static string Argument(string value) => Quote(value, isArgument: true);

    /// <summary>One line of <c>StandardInputText=</c>, which knows escapes but no quotes.</summary>
    public static string InputLine(string value)
    {
        var text = new StringBuilder(value.Length + 16);
        Span<byte> utf8 = stackalloc byte[4];
        var rest = value.Length;
        foreach (var rune in value.EnumerateRunes())
        {
            rest -= rune.Utf16SequenceLength;
            // systemd takes away space around a line.
            var isEdge = rest == 0 || text.Length == 0;
            if (rune.Value == '%')
            {
                text.Append("%%");
            }
            else if (rune.Value is < ' ' or '\\' or 0x7f || IsNoncharacter(rune) || (isEdge && rune.Value == ' '))
            {
                AppendBytes(text, utf8[..rune.EncodeToUtf8(utf8)]);
            }
            else
            {
                AppendRune(text, rune);
            }
        }

        return text.ToString();
    }

    /// <summary>systemd drops a line with one of these as invalid UTF-8; where it reads escapes, it takes their bytes.</summary>
    public static bool IsNoncharacter(Rune rune) =>
        (rune.Value & 0xfffe) == 0xfffe || rune.Value is >= 0xfdd0 and <= 0xfdef;

    private static string Quote(string value, bool isArgument)
    {
        if (IsPlain(value))
        {
            return value;
        }

        var text = new StringBuilder(value.Length + 16).Append('"');
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '%':
                    text.Append("%%");
                    break;
                case '$':
                    text.Append(isArgument ? "$$" : "$");
                    break;
                case '"':
                    text.Append("\\\"");
                    break;
                case '\\':
                    text.Append("\\\\");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case 0:
                    throw new ArgumentException("a NUL character cannot be part of a unit", nameof(value));
                case var other when other < ' ' || other == 0x7f || IsNoncharacter(rune):
                    AppendBytes(text, utf8[..rune.EncodeToUtf8(utf8)]);
                    break;
                default:
                    AppendRune(text, rune);
                    break;
            }
        }

        return text.Append('"').ToString();
    }

    // Nothing that systemd's parser, or a shell that someone pastes the line into, reads as anything but itself. A
    // comment starts only at the start of a line, which is never a value.
    private static bool IsPlain(string value)
    {
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or ':' or '/' or '=' or ',' or '@' or '+'))
            {
                return false;
            }
        }

        return value.Length > 0;
    }

    private static void AppendBytes(StringBuilder text, ReadOnlySpan<byte> utf8)
    {
        foreach (var octet in utf8)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{octet:x2}");
        }
    }

    private static void AppendRune(StringBuilder text, Rune rune)
    {
        Span<char> utf16 = stackalloc char[2];
        text.Append(utf16[..rune.EncodeToUtf16(utf16)]);
    }
}
