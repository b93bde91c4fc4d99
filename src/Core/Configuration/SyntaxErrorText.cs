// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Configuration;

/// <summary>Says in a user's words what the parser says in a parser's.</summary>
internal static class SyntaxErrorText
{
    public static string Explain(string message)
    {
        var quoted = Quoted(message);
        if (message.StartsWith("The key ", StringComparison.Ordinal))
        {
            var line = Between(message, " at (", ",");
            return line.Length > 0 ? $"'{quoted}' is already set in line {line}" : $"'{quoted}' is set twice";
        }

        if (
            message.StartsWith("Unexpected token `<eof>` for a value", StringComparison.Ordinal)
            || message.Contains("end-of-line found while expecting a value", StringComparison.Ordinal)
        )
        {
            return "no value after '='";
        }

        if (message.EndsWith("for a value", StringComparison.Ordinal))
        {
            return UnquotedValue(quoted);
        }

        if (message.StartsWith("Expecting `=`", StringComparison.Ordinal))
        {
            return "expected KEY = VALUE";
        }

        if (message.Contains("while expecting `]`", StringComparison.Ordinal))
        {
            return "table header without its closing ']'";
        }

        if (message.Contains("while expecting token `newline`", StringComparison.Ordinal))
        {
            return $"unexpected '{quoted}' after the value; one key stands on each line";
        }

        return ExplainValue(message, quoted);
    }

    private static string ExplainValue(string message, string quoted) =>
        message switch
        {
            _ when Has(message, "closing `]` for an array") => "list without its closing ']'",
            _ when Has(message, "inline table") => "inline table without its closing '}'",
            _ when Has(message, "Missing a `,`") => "',' missing between two items of a list",
            _ when Has(message, "Invalid newline in a string") || Has(message, "End-Of-File") =>
                "string without its closing quote",
            _ when Has(message, "escape character") =>
                $"unknown escape '\\{Between(message, "[", "]")}' in a string; write '\\\\' for a backslash, or use "
                    + "single quotes",
            _ when Has(message, "leading zero") => $"'{LastQuoted(message)}' must not start with 0",
            _ when Has(message, "parse integer") => $"'{quoted}' is too large for a number",
            _ when Has(message, "date time") => $"'{quoted}' must stand in quotes to be a string",
            _ when Has(message, "control character") => "control character; write it as \\uXXXX in a string",
            _ when Has(message, "base key") => "table header without a name",
            _ when message.StartsWith("Unexpected token [", StringComparison.Ordinal) =>
                $"unexpected '{Between(message, "[", "]")}'; expected KEY = VALUE or [TABLE]",
            _ => message.Length == 0 ? "not TOML" : $"{char.ToLowerInvariant(message[0])}{message[1..]}",
        };

    private static string UnquotedValue(string word) =>
        word switch
        {
            "True" or "False" or "TRUE" or "FALSE" or "yes" or "no" or "on" or "off" =>
                $"'{word}' is not a value; a boolean is true or false",
            "," => "value missing before ','",
            _ => $"'{word}' is not a value; a string stands in quotes",
        };

    private static bool Has(string message, string part) => message.Contains(part, StringComparison.Ordinal);

    private static string Quoted(string message) => Between(message, "`", "`");

    private static string LastQuoted(string message)
    {
        var end = message.LastIndexOf('`');
        var start = end <= 0 ? -1 : message.LastIndexOf('`', end - 1);
        return start < 0 ? "" : message[(start + 1)..end];
    }

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
