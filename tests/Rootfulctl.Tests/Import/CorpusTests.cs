// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Definitions;
using RootfulContainers.Definitions.Kinds;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Import;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Users;
using RootfulContainers.Tests.Snapshots;
using Xunit;

namespace RootfulContainers.Tests.Import;

/// <summary>Deployments in tests/import, which have the shapes of public ones.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Deployments => [.. Directories.Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Directories =>
        ((string[])["quadlet", "compose", "units"])
            .Select(k => Path.Combine(Root, k))
            .SelectMany(d => Directory.GetDirectories(d) is { Length: > 0 } inner ? inner : [d])
            .Select(d => Path.GetRelativePath(Root, d));

    private static string Root => Path.Combine(Repository.Root, "tests/import");

    [Theory]
    [MemberData(nameof(Deployments))]
    public void A_deployment_becomes_definitions_without_errors(string name)
    {
        var (files, importer) = Import(name);

        Assert.Empty(Errors(files));
        Assert.Equal(files.Select(f => f.Name).Distinct(StringComparer.Ordinal), files.Select(f => f.Name));
        // Nothing is lost without a line where it would be; a file that defines nothing has no such place.
        foreach (
            var remark in importer.Report.Remarks.Where(r =>
                !r.Position.Path.EndsWith(".kube", StringComparison.Ordinal)
            )
        )
        {
            Assert.Contains(
                files,
                f => f.Text.Contains("# " + PrintableText.Of(remark.Line), StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void Each_comment_of_the_source_is_kept()
    {
        foreach (var name in Directories.Where(d => !d.EndsWith("/units", StringComparison.Ordinal)))
        {
            var (files, _) = Import(name);
            foreach (var source in Read(name).Where(f => !f.Name.EndsWith(".env", StringComparison.Ordinal)))
            {
                foreach (var line in source.Text.Split('\n').Select(l => l.Trim()).Where(IsComment))
                {
                    Assert.True(
                        files.Any(f => f.Text.Contains(line[1..].Trim(), StringComparison.Ordinal)),
                        $"{source.Path}: {line}"
                    );
                }
            }
        }
    }

    [Fact]
    public void Commands_become_definitions_without_errors()
    {
        foreach (var (files, importer) in Commands())
        {
            Assert.Empty(Errors(files));
            Assert.Equal(0, importer.Report.Lost);
        }
    }

    [Fact]
    public void At_least_98_of_100_keys_are_carried_over()
    {
        var reports = Directories
            .Select(d => Import(d).Importer.Report)
            .Concat(Commands().Select(c => c.Importer.Report))
            .ToList();
        var (keys, lost) = (reports.Sum(r => r.Keys), reports.Sum(r => r.Lost));

        Assert.True(reports.Count >= 40);
        Assert.True(
            lost * 100 <= keys * 2,
            $"{lost} of {keys}:\n{string.Join('\n', reports.SelectMany(r => r.Remarks).Where(r => r.IsLost))}"
        );
        TestContext.Current.SendDiagnosticMessage($"{keys - lost} of {keys} keys of {reports.Count} deployments");
    }

    private static bool IsComment(string line) =>
        line.StartsWith("# ", StringComparison.Ordinal)
        && !line.StartsWith("# FileName=", StringComparison.Ordinal)
        && !line.Contains("This is no comment", StringComparison.Ordinal);

    private static (IReadOnlyList<ImportedFile> Files, Importer Importer) Import(string name)
    {
        var importer = new Importer(new ImportOwner("test", 1000, "/home/test"));
        return (importer.Import(Read(name)), importer);
    }

    private static IReadOnlyList<SourceFile> Read(string name) =>
        [
            .. InputTree
                .Walk(Path.Combine(Root, name), static _ => { })
                // As if it were in a home: where it is must not decide what it becomes.
                .Select(f => f with { Path = "/home/test/" + Path.GetRelativePath(Root, f.Path) }),
        ];

    private static IEnumerable<(IReadOnlyList<ImportedFile> Files, Importer Importer)> Commands()
    {
        foreach (var line in File.ReadAllLines(Path.Combine(Root, "run/commands")))
        {
            var importer = new Importer(new ImportOwner("test", 1000, "/home/test"));
            yield return (importer.Import(ShellWords.Split(line), "/home/test", "a command"), importer);
        }
    }

    private static IEnumerable<string> Errors(IReadOnlyList<ImportedFile> files)
    {
        var sources = files
            .Where(f => f.LinkTarget is null && DefinitionKinds.All.Any(k => k.Suffix == f.Kind!.Value.Suffix()))
            .Select(f => Source(f.Name, new SourceText("/d/" + f.Name, Encoding.UTF8.GetBytes(f.Text))))
            .OrderBy(s => DefinitionKinds.IndexOf(s.FileName));
        var run = new DefinitionRun(
            sources,
            new PlanContext(
                new Scope.System(),
                new Installation("/usr/libexec/rootful-containers", "/usr/lib/systemd/system"),
                UserTable.Parse("test:x:1000:1000::/home/test:/bin/sh\n"),
                static () => GroupTable.Parse("")
            )
        );
        return run.Diagnostics.Select(d => d.ToString());
    }

    private static DefinitionSource Source(string name, SourceText text) =>
        TemplateName.Parse(name)?.Source([text], text.Path) ?? new DefinitionSource(name, [text]);
}
