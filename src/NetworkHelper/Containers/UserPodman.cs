// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using CliWrap;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>
/// The user's podman, which knows a container that was made by hand. It runs whatever the user's configuration says, so it
/// gets neither root's terminal, into which a program can type, nor root's environment, and neither time nor memory
/// without end.
/// </summary>
internal static class UserPodman
{
    private const int LongestAnswer = 4096;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // Of root's own; where programs are and in which language they speak is no secret.
    private static readonly string[] Inherited = ["PATH", "LANG"];

    /// <returns>What it says; a claim like any other of the user's.</returns>
    public static async Task<ContainerClaim> Inspect(UserAccount user, ContainerName name)
    {
        using var output = new MemoryStream();
        using var messages = new MemoryStream();
        var isSuccess = await Run(
            user,
            ["container", "inspect", "--format", "{{.Id}} {{.State.Pid}}", name.ToString()],
            output,
            messages
        );
        var fields = Text(output).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return isSuccess && fields.Length == 2
            ? new ContainerClaim(
                ContainerClaim.ParseId(fields[0]),
                ContainerClaim.ParseProcess(
                    fields[1],
                    $"container {name} of user {user} is not initialized (run 'podman container init {name}'): podman's answer"
                )
            )
            : throw new HostException($"user {user} has no container {name}: {Text(messages).Trim()}");
    }

    private static async Task<bool> Run(
        UserAccount user,
        string[] arguments,
        MemoryStream output,
        MemoryStream messages
    )
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            // setsid: a session of its own has no terminal.
            var result = await Cli.Wrap("setsid")
                .WithArguments(["--wait", "podman", .. arguments])
                .WithCredentials(c => c.SetUserName(user.Name))
                .WithWorkingDirectory("/")
                .WithEnvironmentVariables(Variables(user))
                .WithValidation(CommandResultValidation.None)
                .WithStandardOutputPipe(Beginning(output))
                .WithStandardErrorPipe(Beginning(messages))
                .ExecuteAsync(limit.Token);
            return result.IsSuccess;
        }
        catch (OperationCanceledException)
        {
            throw new HostException($"podman of user {user} did not answer within {Limit.TotalSeconds} s");
        }
    }

    private static Dictionary<string, string?> Variables(UserAccount user)
    {
        var variables = Environment
            .GetEnvironmentVariables()
            .Keys.Cast<string>()
            .Except(Inherited, StringComparer.Ordinal)
            .ToDictionary(v => v, _ => (string?)null, StringComparer.Ordinal);
        variables["XDG_RUNTIME_DIR"] = $"/run/user/{user.Uid}";
        return variables;
    }

    /// <summary>Keeps the beginning of what is printed and drops the rest.</summary>
    private static PipeTarget Beginning(MemoryStream text) =>
        PipeTarget.Create(
            async (output, cancel) =>
            {
                var chunk = new byte[LongestAnswer];
                int count;
                while ((count = await output.ReadAsync(chunk, cancel)) > 0)
                {
                    text.Write(chunk, 0, Math.Min(count, LongestAnswer - (int)text.Length));
                }
            }
        );

    private static string Text(MemoryStream text) => Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
}
