// SPDX-License-Identifier: BSD-2-Clause
using System.Text.RegularExpressions;
using Xunit;

namespace RootfulContainers.Tests;

/// <summary>Namespaces are layers: whoever reads one need not read those that use it.</summary>
public sealed partial class NamespaceTests
{
    /// <summary>Between projects the compiler sees to it.</summary>
    [Theory]
    [InlineData("bench/Report")]
    [InlineData("generator")]
    [InlineData("src/Bolt")]
    [InlineData("src/Contract")]
    [InlineData("src/Definitions")]
    [InlineData("src/Linux")]
    [InlineData("src/NetworkHelper")]
    [InlineData("src/Platform")]
    [InlineData("src/Rootfulctl")]
    [InlineData("src/Supervisor")]
    [InlineData("src/Units")]
    public void No_namespace_needs_one_that_needs_it(string project)
    {
        var files = Directory
            .EnumerateFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories)
            .Select(p => Comments().Replace(File.ReadAllText(p), ""))
            .Select(text => (Text: text, Namespace: Namespace().Match(text).Groups["name"].Value))
            // The programs' own first lines are in none.
            .Where(f => f.Namespace.Length > 0)
            .ToList();
        var homes = files
            .SelectMany(f => Types().Matches(f.Text).Select(m => (Type: m.Groups["name"].Value, f.Namespace)))
            .ToLookup(t => t.Type, t => t.Namespace, StringComparer.Ordinal);
        var needs = files
            .SelectMany(f => Words().Matches(f.Text).Select(m => (f.Namespace, Word: m.Value)))
            .Where(u => homes[u.Word].Any() && !homes[u.Word].Contains(u.Namespace, StringComparer.Ordinal))
            .SelectMany(u => homes[u.Word].Select(home => (u.Namespace, Home: home)))
            .ToLookup(u => u.Namespace, u => u.Home, StringComparer.Ordinal);

        var open = files.Select(f => f.Namespace).ToHashSet(StringComparer.Ordinal);
        // Whatever needs nothing that is left is no part of a cycle.
        while (open.RemoveWhere(n => !needs[n].Any(open.Contains)) > 0) { }

        Assert.Empty(open.Select(n => $"{n} needs {string.Join(", ", needs[n].Where(open.Contains).Distinct())}"));
    }

    private static string Root
    {
        get
        {
            var directory = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(directory, "RootfulContainers.slnx")))
            {
                directory = Path.GetDirectoryName(directory)!;
            }

            return directory;
        }
    }

    [GeneratedRegex("^namespace (?<name>[A-Za-z.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Namespace();

    // A nested type is no other namespace's concern.
    [GeneratedRegex(
        @"^internal [a-z ]*(?:class|struct|record|enum|interface) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Types();

    // A member's name says nothing: what stands behind a dot, or is declared behind a type's name (and not behind a word of C#).
    [GeneratedRegex(
        @"(?<![\w.""])(?<!(?<!\w)(?!(?:as|case|in|internal|is|new|not|or|override|private|public|readonly|return|static|throw|where)\b)[\w>\]?]+ )"
            + @"[A-Z]\w+(?=[.<(?\[>,)]|\s+[a-z_@])"
    )]
    private static partial Regex Words();

    [GeneratedRegex(@"//[^\n]*|""(?:[^""\\\n]|\\.)*""")]
    private static partial Regex Comments();
}
