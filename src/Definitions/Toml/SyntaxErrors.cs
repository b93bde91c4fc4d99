// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers;
using Tomlyn.Syntax;

namespace RootfulContainers.Definitions.Toml;

/// <summary>Says in a user's words what the parser says in a parser's, of the errors that people make.</summary>
internal sealed class SyntaxErrors(string text)
{
    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n,#]}");

    private readonly List<string> _repeated = [];

    /// <summary>The error, or <see langword="null"/> when it only follows from one that has been reported.</summary>
    public string? Explain(string message, TextPosition position)
    {
        if (message.StartsWith("The key ", StringComparison.Ordinal))
        {
            return ExplainRepeated(message);
        }

        if (position.Column == 0 && message.Contains("while expecting token `newline`", StringComparison.Ordinal))
        {
            return null; // the line before did not end as it should
        }

        return ExplainShape(message)
            ?? (IsSecret(position.Offset) ? "not TOML; a string stands in quotes" : ExplainWords(message, position));
    }

    /// <summary>Whether the error is a string that its line does not close.</summary>
    public static bool IsOpenString(string message) => Has(message, "Invalid newline in a string");

    private string? ExplainRepeated(string message)
    {
        var key = Quoted(message);
        if (_repeated.Exists(r => key.StartsWith(r + ".", StringComparison.Ordinal)))
        {
            return null; // the table it stands in is the error
        }

        _repeated.Add(key);
        return $"'{key}' is already set in line {Between(message, " at (", ",")}";
    }

    /// <summary>Without a word of the text.</summary>
    private static string? ExplainShape(string message) =>
        message switch
        {
            _ when Has(message, "`<eof>` for a value") || Has(message, "end-of-line found while expecting a value") =>
                "no value after '='",
            _ when message.StartsWith("Expecting `=`", StringComparison.Ordinal) => "expected KEY = VALUE",
            _ when Has(message, "while expecting `]`") => "table header without its closing ']'",
            _ when Has(message, "while expecting `]]`") => "header of a list of tables without its closing ']]'",
            _ when Has(message, "closing `]` for an array") => "list without its closing ']'",
            _ when Has(message, "inline table") => "inline table without its closing '}'",
            _ when Has(message, "Missing a `,`") => "',' missing between two items of a list",
            _ when IsOpenString(message) || Has(message, "End-Of-File") => "string without its closing quote",
            _ when Has(message, "Invalid escape `\\`") => "a backslash at the end of a line must be the last on it",
            _ when Has(message, "control character") => "control character; write it as \\uXXXX in a string",
            _ => null,
        };

    private string ExplainWords(string message, TextPosition position) =>
        message switch
        {
            _ when message.EndsWith("for a value", StringComparison.Ordinal) => UnquotedValue(Word(position.Offset)),
            _ when Has(message, "while expecting token `newline`") => AfterValue(position.Offset),
            _ when Has(message, "escape character") =>
                $"unknown escape '\\{Between(message, "[", "]")}' in a string; write '\\\\' for a backslash, or use "
                    + "single quotes",
            _ when Has(message, "Invalid escape") => $"incomplete escape '{Quoted(message)}' in a string",
            _ when Has(message, "leading zero") || Has(message, "leading 0") =>
                $"'{Word(position.Offset)}' must not start with 0",
            _ when Has(message, "parse integer") => $"'{Quoted(message)}' is too large for a number",
            _ when Has(message, "date time") => $"'{Quoted(message)}' must stand in quotes to be a string",
            _ when message.StartsWith("Unexpected token [", StringComparison.Ordinal) =>
                $"unexpected '{Word(position.Offset)}'; expected KEY = VALUE or [TABLE]; a key of other than "
                    + "A-Z a-z 0-9 _ - stands in quotes",
            _ => $"not TOML: {message}",
        };

    /// <summary>Of 5s or 50% the parser takes the number for the value.</summary>
    private string AfterValue(int offset)
    {
        offset = Math.Min(offset, text.Length);
        var start = StartOfWord(offset);
        if (start < offset && char.IsAsciiDigit(text[start]))
        {
            return $"'{Word(start)}' must stand in quotes to be a string";
        }

        // A comma, say, is no word.
        var word = Word(offset) is { Length: > 0 } rest ? rest : text[offset..Math.Min(offset + 1, text.Length)];
        return $"unexpected '{word}' after the value; one key stands on each line";
    }

    private static string UnquotedValue(string word) =>
        word switch
        {
            "True" or "False" or "TRUE" or "FALSE" or "yes" or "no" or "on" or "off" =>
                $"'{word}' is not a value; a boolean is true or false",
            "" => "value missing before ','",
            _ => $"'{word}' is not a value; a string stands in quotes",
        };

    // What someone forgot to quote in [env] may be a password, and messages end up in the journal.
    private bool IsSecret(int offset)
    {
        offset = Math.Min(offset, text.Length);
        if (IsOfEnvironment(text.AsSpan(StartOfLine(offset), offset - StartOfLine(offset))))
        {
            return true;
        }

        for (var start = StartOfLine(offset); start > 0; )
        {
            start = StartOfLine(start - 1);
            var line = text.AsSpan(start).TrimStart(" \t");
            if (line.StartsWith("[") && !IsInText(start))
            {
                return IsOfEnvironment(line);
            }
        }

        return false;
    }

    private static bool IsOfEnvironment(ReadOnlySpan<char> line) => line.TrimStart("[ \t\"'").StartsWith("env");

    /// <summary>Whether a string of several lines goes on there.</summary>
    private bool IsInText(int offset)
    {
        var before = text.AsSpan(0, offset);
        return (before.Count("\"\"\"") + before.Count("'''")) % 2 != 0;
    }

    private int StartOfLine(int offset) => offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1;

    private int StartOfWord(int offset)
    {
        while (offset > 0 && !WordEnds.Contains(text[offset - 1]) && text[offset - 1] != '=')
        {
            offset--;
        }

        return offset;
    }

    private string Word(int offset)
    {
        var rest = text.AsSpan(Math.Min(offset, text.Length));
        var end = rest.IndexOfAny(WordEnds);
        return (end < 0 ? rest : rest[..end]).ToString();
    }

    private static bool Has(string message, string part) => message.Contains(part, StringComparison.Ordinal);

    private static string Quoted(string message) => Between(message, "`", "`");

    private static string Between(string message, string before, string after)
    {
        var start = message.IndexOf(before, StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        start += before.Length;
        var end = message.IndexOf(after, start, StringComparison.Ordinal);
        return end < 0 ? "" : message[start..end];
    }
}
