// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Tests.Snapshots;

/// <summary>
/// A directory of <c>tests/snapshots</c>: the input at its real path, and what both managers get of it below
/// <c>expected/</c>.
/// </summary>
internal sealed record SnapshotCase(string Name)
{
    public const string Programs = "/usr/libexec/rootful-containers";
    public const string Libexec = "/usr/libexec/rootful-containers";
    public const string Templates = "/usr/lib/systemd/system";
    public const uint UserId = 1000;

    public static readonly string[] Scopes = ["system", "user-1000"];

    public string Root => Path.Combine(Repository.Root, "tests/snapshots", Name);

    public static TheoryData<string, string> All()
    {
        var data = new TheoryData<string, string>();
        foreach (var directory in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "tests/snapshots")))
        {
            foreach (var scope in Scopes)
            {
                data.Add(Path.GetFileName(directory), scope);
            }
        }

        return data;
    }

    /// <summary>Every definition of every case.</summary>
    public static TheoryData<string> Definitions()
    {
        var data = new TheoryData<string>();
        var snapshots = Path.Combine(Repository.Root, "tests/snapshots");
        foreach (var path in Directory.EnumerateFiles(snapshots, "*.toml", SearchOption.AllDirectories))
        {
            if (
                (File.ResolveLinkTarget(path, true)?.Exists ?? true)
                && !path.Contains(".toml.d/", StringComparison.Ordinal)
            )
            {
                data.Add(path);
            }
        }

        return data;
    }

    /// <summary>Fails with the difference, or makes <paramref name="actual"/> what is expected from now on.</summary>
    public void Verify(string scope, SnapshotTree actual, string log)
    {
        actual.Add("log", log);
        var directory = Path.Combine(Root, "expected", scope);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Assert.False(
                Environment.GetEnvironmentVariable("CI") == "true",
                "snapshots are accepted by people, not by CI"
            );
            actual.Write(directory);
            return;
        }

        var difference = SnapshotTree.Difference(SnapshotTree.Read(directory), actual);
        Assert.True(difference.Length == 0, $"{Name}, {scope}; UPDATE_SNAPSHOTS=1 accepts what is new\n{difference}");
    }

    /// <summary>The messages and, on the last line, the exit status.</summary>
    public static string Log(IEnumerable<string> messages, int exitStatus)
    {
        var log = new StringBuilder();
        foreach (var message in messages)
        {
            log.Append(message).Append('\n');
        }

        return log.Append("exit status ").Append(exitStatus).Append('\n').ToString();
    }
}
