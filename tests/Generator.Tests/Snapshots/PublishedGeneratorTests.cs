// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Tests.Snapshots;

public class PublishedGeneratorTests(PublishedGenerator generator) : IClassFixture<PublishedGenerator>
{
    private const string Prefix = "rootful-container-generator: ";

    [Theory]
    [MemberData(nameof(SnapshotCase.All), MemberType = typeof(SnapshotCase))]
    public void The_native_program_writes_the_same(string name, string scope)
    {
        var snapshot = new SnapshotCase(name);
        var directory = Directory.CreateTempSubdirectory("rootful-container-generator-");
        try
        {
            var (status, output) = generator.Run(scope, $"--root={snapshot.Root}", directory.FullName);

            var messages = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.All(messages, m => Assert.StartsWith(Prefix, m, StringComparison.Ordinal));
            snapshot.Verify(
                scope,
                SnapshotTree.Read(directory.FullName),
                SnapshotCase.Log(messages.Select(m => m[Prefix.Length..]), status)
            );
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(2, "expected one directory or three, not 0; see --help")]
    [InlineData(2, "expected one directory or three, not 2; see --help", "/a", "/b")]
    [InlineData(2, "unknown option '--dryrun'; see --help", "--dryrun")]
    [InlineData(2, "--dry-run takes no directories; see --help", "--dry-run", "/a")]
    [InlineData(2, "--libexecdir needs an absolute path, not 'lib'; see --help", "--libexecdir=lib", "/a")]
    [InlineData(2, "--root: there is no directory '/no/such'", "--root=/no/such", "/a")]
    public void Wrong_usage_is_one_clear_line(int status, string message, params string[] arguments)
    {
        Assert.Equal((status, $"{Prefix}{message}\n"), generator.Run("system", arguments));
    }

    [Fact]
    public void A_unit_that_exists_is_not_overwritten()
    {
        var directory = Directory.CreateTempSubdirectory("rootful-container-generator-");
        try
        {
            var root = new SnapshotCase("minimal").Root;
            generator.Run("system", $"--root={root}", directory.FullName);

            var (status, output) = generator.Run("system", $"--root={root}", directory.FullName);

            Assert.Equal(1, status);
            Assert.Contains("already exists", output, StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Help_and_version_go_to_standard_output()
    {
        Assert.StartsWith("usage: ", generator.Run("system", "--help").Output, StringComparison.Ordinal);
        Assert.Matches(@"^rootful-container-generator \d+\.\d+\.\d+\n$", generator.Run("system", "--version").Output);
    }
}
