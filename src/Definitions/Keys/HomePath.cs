// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Keys;

/// <summary>Paths below the user's home: <c>~/</c> at the start of a value, behind the dash of an optional one, or in an option <c>src=</c>.</summary>
internal static class HomePath
{
    private const string AnyHome = "/home";

    private static readonly string[] Options = ["src=", "source="];

    public static bool IsMeant(string text) => IndexOf(text) >= 0;

    /// <param name="home">Absolute, without a slash at its end.</param>
    public static string Expand(string text, string home)
    {
        for (var at = IndexOf(text); at >= 0; at = IndexOf(text))
        {
            text = $"{text[..at]}{home}{text[(at + 1)..]}";
        }

        return text;
    }

    /// <summary>The home of whose definition this is; null when it is not known.</summary>
    /// <param name="isTemplate">Whether nothing is made of it: the user of an instance has some home.</param>
    public static string? Of(TomlTable table, UserTable? users, bool isTemplate = false) =>
        table.Find("user") switch
        {
            TomlText user => users?.FindHome(user.Value),
            TomlInteger uid => users?.FindHome(uid.ToString()),
            _ => null,
        } ?? (isTemplate ? AnyHome : null);

    /// <summary>Where the next one stands.</summary>
    private static int IndexOf(string text)
    {
        if (!text.Contains("~/", StringComparison.Ordinal))
        {
            return -1;
        }

        if (text.StartsWith("~/", StringComparison.Ordinal) || text.StartsWith("-~/", StringComparison.Ordinal))
        {
            return text.IndexOf('~', StringComparison.Ordinal);
        }

        foreach (var option in Options)
        {
            var at = text.StartsWith($"{option}~/", StringComparison.Ordinal)
                ? -1
                : text.IndexOf($",{option}~/", StringComparison.Ordinal);
            if (at >= 0 || text.StartsWith($"{option}~/", StringComparison.Ordinal))
            {
                return at + 1 + option.Length;
            }
        }

        return -1;
    }
}
