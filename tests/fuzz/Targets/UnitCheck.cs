// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using System.Text.RegularExpressions;
using static RootfulContainers.Tests.Fuzz.Targets.AllTargets;

namespace RootfulContainers.Tests.Fuzz.Targets;

/// <summary>
/// Reads what the generator made as systemd would, and stricter: whatever systemd would ignore, or read as something
/// else than a plain line, is a finding.
/// </summary>
internal static partial class UnitCheck
{
    // systemd's LONG_LINE_MAX.
    private const int LongestLine = 1 << 20;

    // Dependencies that the generator writes; systemd ignores those that are no names of units.
    private static readonly string[] UnitLists =
    [
        .. "Requires|Requisite|Wants|BindsTo|PartOf|Upholds|Conflicts|After|Before|OnFailure|OnSuccess".Split('|'),
        .. "PropagatesStopTo|StopPropagatedFrom|PropagatesReloadTo|ReloadPropagatedFrom|Slice".Split('|'),
    ];

    public static void Check(UnitEntry entry)
    {
        Expect(Paths().IsMatch(entry.Path), $"a strange path: {entry.Path}");
        switch (entry)
        {
            case TextFile { IsPrivate: false } file:
                foreach (var line in Encoding.UTF8.GetString(file.Text.Span).Split('\n'))
                {
                    CheckLine(line);
                }

                break;
            case TextFile table:
                foreach (var line in Encoding.UTF8.GetString(table.Text.Span).Split('\n')[..^1])
                {
                    Expect(
                        FixedAddress.TryParse(line, out var address) && address.ToString() == line,
                        $"no fixed address: {line}"
                    );
                }

                break;
            case UnitLink link:
                Expect(
                    link.Target
                        == (
                            link.Path.EndsWith(".timer", StringComparison.Ordinal)
                                ? $"../{Path.GetFileName(link.Path)}"
                                : "/usr/lib/systemd/system/rootful-container@.service"
                        ),
                    $"a link to {link.Target}"
                );
                break;
            default:
                break;
        }
    }

    private static void CheckLine(string line)
    {
        Expect(Encoding.UTF8.GetByteCount(line) < LongestLine, "a line that is too long");
        Expect(!line.Any(char.IsControl), $"a control character: {line}");
        Expect(
            !line.EnumerateRunes()
                .Any(r => r == Rune.ReplacementChar && !line.Contains('\ufffd', StringComparison.Ordinal)),
            "half a surrogate"
        );
        Expect(!line.EnumerateRunes().Any(UnitText.IsNoncharacter), $"a noncharacter: {line}");
        Expect(!line.EndsWith('\\'), $"a line that goes on: {line}");
        if (line.Length == 0 || line is "[Unit]" or "[Service]" or "[Timer]" || line.StartsWith('#'))
        {
            return;
        }

        var equals = line.IndexOf('=', StringComparison.Ordinal);
        Expect(equals > 0 && line[..equals].All(char.IsAsciiLetterOrDigit), $"no setting: {line}");
        var (name, value) = (line[..equals], line[(equals + 1)..]);
        if (name is "ExecStart" or "ExecReload" or "ExecStop" or "ExecStopPost" && value.Length > 0)
        {
            CheckCommand(value);
        }
        else if (UnitLists.Contains(name))
        {
            Expect(value.Split(' ').All(IsUnitName), $"no names of units: {line}");
        }
    }

    private static void CheckCommand(string command)
    {
        // Ours alone run as root in a unit of a user's.
        command = command.StartsWith("+/usr/libexec/", StringComparison.Ordinal) ? command[1..] : command;
        // Plain words, and words in quotes with nothing special left in them.
        Expect(Command().IsMatch(command), $"not plainly a command: {command}");
        Expect(Programs().IsMatch(command), $"a strange program: {command}");
    }

    // unit_name_is_valid() of systemd, for plain names and instances.
    private static bool IsUnitName(string name) => name.Length < 256 && UnitName().IsMatch(name);

    [GeneratedRegex(
        @"^(rootful-(create|init|start|podman-network|volume|image|build)@[a-z0-9][a-z0-9_.-]*\.service|rootful-container@[a-z0-9][a-z0-9_.-]*\.timer|rootful-(network|container)@[a-z0-9][a-z0-9_.-]*\.service\.d/50-definition\.conf|container-names\.target\.d/50-rootful-container@[a-z0-9][a-z0-9_.-]*\.service\.conf|rootful-linger@[0-9]+\.service\.d/50-definition\.conf|rootful-containers\.addresses|[^/\0]+\.wants/rootful-container@[a-z0-9][a-z0-9_.-]*\.(service|timer))\z"
    )]
    private static partial Regex Paths();

    [GeneratedRegex(
        @"^([A-Za-z0-9\-_.:/=,@+]|%[tU])+( ([A-Za-z0-9\-_.:/=,@+]|%[tU])+| ""([^""\\%$]|\\[""\\nt]|\\x[0-9a-f]{2}|%%|\$\$)*"")*\z"
    )]
    private static partial Regex Command();

    [GeneratedRegex(
        @"^(podman|/usr/libexec/rootful-containers/(network-helper|container-supervisor|namespace-holder))( |\z)"
    )]
    private static partial Regex Programs();

    [GeneratedRegex(
        @"^[A-Za-z0-9:\-_.\\]+(@[A-Za-z0-9:\-_.\\@]+)?\.(service|target|mount|socket|path|timer|slice|device|swap|automount|scope)\z"
    )]
    private static partial Regex UnitName();
}
