// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>What stands before the program in a command of a unit, see <c>systemd.service(5)</c>.</summary>
internal static class CommandPrefix
{
    private const string All = "-@:|" + Raising;

    // In a user's manager nothing; in the system's it runs as root, or without the sandbox.
    private const string Raising = "+!";

    // systemd looks for prefixes in the first word, once it is out of its quotes.
    private const string Quotes = "\"'";

    public static string Strip(string command) => command.TrimStart([.. All]);

    /// <summary>The same command, or commands, with no rights that its unit has not.</summary>
    /// <param name="dropped">The prefixes that are left out.</param>
    /// <returns>Null where a prefix may stand in the middle, or be hidden by an escape.</returns>
    public static string? WithoutRights(string command, out string dropped)
    {
        var (lead, rest) = Lead(command);
        dropped = new string([.. lead.Where(Raising.Contains)]);
        var words = command.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        // A command that follows another one; a semicolon in quotes is taken for the same.
        return rest.StartsWith('\\') || words.Zip(words.Skip(1)).Any(w => w.First == ";" && MayRaise(w.Second))
            ? null
            : new string([.. lead.Where(c => !Raising.Contains(c))]) + rest;
    }

    private static bool MayRaise(string word)
    {
        var (lead, rest) = Lead(word);
        return rest.StartsWith('\\') || lead.Any(Raising.Contains);
    }

    private static (string Lead, string Left) Lead(string command)
    {
        var rest = command.TrimStart([.. All, .. Quotes]);
        return (command[..^rest.Length], rest);
    }
}
