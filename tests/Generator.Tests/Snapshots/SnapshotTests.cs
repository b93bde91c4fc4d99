// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Tests.Snapshots;

public class SnapshotTests
{
    [Theory]
    [MemberData(nameof(SnapshotCase.All), MemberType = typeof(SnapshotCase))]
    public void A_case_gives_the_expected_units_and_messages(string name, string scope)
    {
        var snapshot = new SnapshotCase(name);
        Scope runScope = scope == "system" ? new Scope.System() : new Scope.User(SnapshotCase.UserId);
        var directory = new ConfigurationDirectory(snapshot.Root, isInstalled: false);

        var run = new DefinitionRun(
            directory.ReadDefinitions(onlyReadable: scope != "system"),
            new PlanContext(
                runScope,
                new Installation(SnapshotCase.Programs, SnapshotCase.Templates),
                directory.ReadUsers(),
                directory.ReadGroups
            )
        );
        var tree = Tree(run.Units);

        var messages = run.Diagnostics.Select(d => d.ToString()).ToList();
        snapshot.Verify(scope, tree, SnapshotCase.Log(messages, messages.Count > 0 ? 1 : 0));
    }

    [Fact]
    public void There_is_nothing_beside_the_cases()
    {
        var known = new[] { "README.md", "passwd" };
        var snapshots = Path.Combine(Repository.Root, "tests/snapshots");

        Assert.Empty(
            Directory.EnumerateFiles(snapshots).Select(Path.GetFileName).Except(known, StringComparer.Ordinal)
        );
        foreach (var directory in Directory.EnumerateDirectories(snapshots))
        {
            var expected = Path.Combine(directory, "expected");
            var scopes = Directory.EnumerateFileSystemEntries(expected).Select(p => Path.GetFileName(p));
            Assert.Equal(SnapshotCase.Scopes, scopes.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        }
    }

    private static SnapshotTree Tree(IEnumerable<UnitEntry> units)
    {
        var tree = new SnapshotTree();
        foreach (var entry in units)
        {
            if (entry is TextFile file)
            {
                tree.Add(file.Path, Encoding.UTF8.GetString(file.Text.Span));
            }
            else if (entry is UnitLink link)
            {
                tree.AddLink(link.Path, link.Target);
            }
        }

        return tree;
    }
}
