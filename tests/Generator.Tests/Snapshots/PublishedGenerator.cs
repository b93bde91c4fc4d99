// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RootfulContainers.Tests.Snapshots;

/// <summary>The native program as it is installed, built when it is older than its sources.</summary>
public sealed class PublishedGenerator
{
    private readonly string _program;

    public PublishedGenerator()
    {
        var runtime = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        var (status, output) = Start(
            "dotnet",
            ["publish", "generator", "-c", "Release", "-r", runtime, "-v", "quiet", "--nologo"]
        );
        Assert.True(status == 0, output);
        _program = Path.Combine(
            Repository.Root,
            $"artifacts/publish/generator/release_{runtime}/rootful-container-generator"
        );
    }

    /// <summary>Exit status, and what the program wrote to standard output and error together.</summary>
    internal (int Status, string Output) Run(string scope, params string[] arguments)
    {
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
