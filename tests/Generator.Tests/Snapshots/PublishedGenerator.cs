// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;

namespace RootfulContainers.Tests.Snapshots;

/// <summary>The native program as <c>install.sh --build-only</c> makes it; what is older than its sources is not tested.</summary>
public sealed class PublishedGenerator
{
    private static readonly string[] Sources =
    [
        "generator",
        "src/Contract",
        "src/Definitions",
        "src/Linux",
        "src/Units",
    ];

    private readonly string _program = Path.Combine(Repository.Root, "artifacts/install/rootful-container-generator");

    private bool IsCurrent { get; }

    public PublishedGenerator()
    {
        var built = File.GetLastWriteTimeUtc(_program);
        IsCurrent = Sources
            .SelectMany(s =>
                Directory.EnumerateFiles(Path.Combine(Repository.Root, s), "*.cs", SearchOption.AllDirectories)
            )
            .All(f => File.GetLastWriteTimeUtc(f) < built);
    }

    /// <summary>Exit status, and what the program wrote to standard output and error together.</summary>
    internal (int Status, string Output) Run(string scope, params string[] arguments)
    {
        if (!IsCurrent)
        {
            const string Missing = "./install.sh --build-only makes the program that is tested here";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", Missing);
            Assert.Fail(Missing);
        }

        // A user namespace gives the program the user's uid without needing that user, or root.
        string[] asUser = scope == "system" ? [] : ["unshare", "--user", $"--map-user={SnapshotCase.UserId}"];
        string[] words =
        [
            $"SYSTEMD_SCOPE={(scope == "system" ? "system" : "user")}",
            .. asUser,
            _program,
            $"--libexecdir={SnapshotCase.Libexec}",
            .. arguments,
        ];
        return Start("env", words);
    }

    private static (int Status, string Output) Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
