// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using RootfulContainers.Platform;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>exec</c>, <c>shell</c>, <c>top</c> and <c>podman</c>: the container's user, whoever that is, runs podman.</summary>
internal static class PodmanCommands
{
    /// <summary>Those whose words behind the name are another program's.</summary>
    public static readonly string[] PassingWords = ["exec", "top", "podman"];

    // The images that have bash also have sh.
    private const string Shell = "command -v bash >/dev/null && exec bash; exec sh";

    public static Command Exec() =>
        Create(
            "exec",
            "Run a command in the container",
            "COMMAND",
            (name, words) => ["exec", .. Interactive, name, .. words],
            ArgumentArity.OneOrMore
        );

    public static Command ShellCommand() =>
        Create(
            "shell",
            "Run a shell in the container",
            null,
            (name, _) => ["exec", .. Interactive, name, "sh", "-c", Shell],
            ArgumentArity.Zero
        );

    public static Command Top() =>
        Create(
            "top",
            "Show the container's processes",
            "FIELD",
            (name, words) => ["top", name, .. words],
            ArgumentArity.ZeroOrMore
        );

    public static Command Podman() =>
        Create(
            "podman",
            "Run podman as the container's user",
            "ARGUMENT",
            (_, words) => words,
            ArgumentArity.OneOrMore
        );

    private static string[] Interactive => UserPodman.IsInteractive ? ["--interactive", "--tty"] : ["--interactive"];

    private static Command Create(
        string name,
        string description,
        string? wordsName,
        Func<string, string[], string[]> arguments,
        ArgumentArity arity
    )
    {
        var container = new Argument<string>("NAME") { Description = "name of the container" };
        var words = new Argument<string[]>(wordsName ?? "WORD") { Arity = arity, Hidden = wordsName is null };
        var command = new Command(name, description) { container, words };
        command.Run(result =>
        {
            var definitions = DefinitionSet.Load();
            var target = Target.Find(result.GetRequiredValue(container), definitions);
            if (target.Definition?.Container is { IsPod: true } && name != "podman")
            {
                var members = string.Join(", ", definitions.Members(target.Name));
                throw new HostException(
                    $"{target.Name} is a pod, in which nothing runs but its containers"
                        + (members.Length > 0 ? $": name one of {members}" : ", and it has none")
                );
            }

            return UserPodman.Replace(
                target.User,
                [
                    .. target.Definition?.Container?.GlobalArguments ?? [],
                    .. arguments(target.Name.ToString(), result.GetValue(words) ?? []),
                ]
            );
        });
        return command;
    }
}
