// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using System.Text.RegularExpressions;
using RootfulContainers.Definitions;
using RootfulContainers.Definitions.Kinds;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Units;
using Xunit;

namespace RootfulContainers.Tests.Export;

/// <summary>All units of definitions of the user test, as far as they say anything.</summary>
internal static partial class UnitTexts
{
    private static readonly Scope[] Scopes = [new Scope.System(), new Scope.User(1000)];

    /// <summary>Each line of each unit; the order of flags and settings that are not the same says nothing.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<(string File, string Toml)> definitions)
    {
        var sources = definitions
            .Select(d => Exported.Source(d.File, d.Toml))
            .OrderBy(s => DefinitionKinds.TurnOf(s.FileName))
            .ThenBy(s => s.FileName, StringComparer.Ordinal)
            .ToList();
        return [.. Scopes.SelectMany(scope => Of(sources, scope)).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Of(List<DefinitionSource> sources, Scope scope)
    {
        var run = new DefinitionRun(
            sources,
            new PlanContext(
                scope,
                new Installation("/usr/libexec/rootful-containers", "/usr/lib/systemd/system"),
                UserTable.Parse("test:x:1000:1000::/home/test:/bin/sh\n"),
                static () => GroupTable.Parse("")
            )
        );
        Assert.True(
            !run.Diagnostics.Any(),
            string.Join('\n', run.Diagnostics) + "\n" + string.Join('\n', sources.Select(Text))
        );
        return run.Units.SelectMany(u =>
            u switch
            {
                TextFile file => Lines(Encoding.UTF8.GetString(file.Text.Span)).Select(l => $"{u.Path}: {l}"),
                UnitLink link => [$"{u.Path} -> {link.Target}"],
                _ => [],
            }
        );
    }

    private static string Text(DefinitionSource source) =>
        $"{source.FileName}:\n{Encoding.UTF8.GetString(source.Files[0].Bytes)}";

    /// <summary>Settings, those of one name in their order.</summary>
    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n')
            .Where(l => l.Contains('=', StringComparison.Ordinal) && l[0] != '#')
            // systemd takes the space at the end away.
            .Select(l => Fingerprint().Replace(l.TrimEnd(), "H"))
            .Select(l => l.StartsWith("Exec", StringComparison.Ordinal) ? Command(l) : l)
            .GroupBy(l => l.Split('=')[0], StringComparer.Ordinal)
            .SelectMany(g => g.Select((l, i) => $"{g.Key}#{i}: {l}"));

    private static string Command(string line) =>
        string.Join(
            ' ',
            QuadletWords
                .Split(line)
                .Where(w => !w.StartsWith("--definition=", StringComparison.Ordinal))
                .OrderBy(
                    w => w.StartsWith("--", StringComparison.Ordinal) ? w.Split('=')[0] : "",
                    StringComparer.Ordinal
                )
                .Select(w => $"<{w}>")
        );

    [GeneratedRegex("\\b[0-9a-f]{16}\\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fingerprint();
}
