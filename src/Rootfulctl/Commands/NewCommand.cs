// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Text;
using RootfulContainers.Definitions;
using RootfulContainers.Definitions.Kinds;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Platform;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Output;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>new</c>: a definition to begin with.</summary>
internal static class NewCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "name of the container" };
        var user = new Option<string?>("--user") { Description = "Whose container it is", HelpName = "USER" };
        var image = new Option<string?>("--image") { Description = "What it runs", HelpName = "IMAGE" };
        var networks = new Option<string[]>("--network") { Description = "A network to be on", HelpName = "NETWORK" };
        var ports = new Option<string[]>("--publish") { Description = "Ports that lead to it", HelpName = "PORT" };
        var volumes = new Option<string[]>("--volume") { Description = "What is mounted", HelpName = "VOLUME" };
        var description = new Option<string?>("--description") { Description = "What it is for", HelpName = "TEXT" };
        var autostart = new Option<bool>("--autostart") { Description = "Start it at boot" };
        var print = new Option<bool>("--print") { Description = "Print the definition, and write nothing" };
        var command = new Command("new", "Write a definition; asks on a terminal for what is missing")
        {
            name,
            user,
            image,
            networks,
            ports,
            volumes,
            description,
            autostart,
            print,
        };
        command.Run(result =>
        {
            var file = result.GetRequiredValue(name) + DefinitionPaths.Extension;
            if (!DefinitionKinds.TryParse(file, out var kind, out var container, out var error))
            {
                throw new UsageException(error);
            }

            if (kind is not ContainerKind)
            {
                throw new UsageException($"{file} would define {Kind(kind)}, and this makes only containers");
            }

            var definitions = DefinitionSet.Load();
            if (definitions.Find(container) is { } other)
            {
                throw new HostException($"{other.Path ?? $"{container}, which is masked,"} is there already");
            }

            if (!Caller.IsRoot && !result.GetValue(print))
            {
                throw new HostException("only root writes definitions; '--print' shows what it would be");
            }

            // Only who is asked for something is asked for what may be left out.
            var mayAsk = Question.IsPossible;
            var isAsked = mayAsk && result.GetValue(user) is null && result.GetValue(image) is null;
            var definition = new DefinitionText(
                result.GetValue(user) ?? Answer(mayAsk, "user", "User whose container it is"),
                result.GetValue(image) ?? Answer(mayAsk, "image", "Image, such as docker.io/library/caddy:2"),
                result.GetValue(networks) is { Length: > 0 } given
                    ? given
                    : Words(Answer(mayAsk, "network", "Networks of rootful podman, such as podman"))
            )
            {
                Ports =
                    result.GetValue(ports) is { Length: > 0 } published ? published
                    : isAsked ? Words(Question.Ask("Ports to publish, such as 80:80 443:443 (none)") ?? "")
                    : [],
                Volumes = result.GetValue(volumes) ?? [],
                Description = result.GetValue(description),
                IsStartedAtBoot = result.GetValue(autostart),
            };
            var path = $"{DefinitionPaths.Admin}/{file}";
            var text = definition.Render($"{DefinitionSet.Prefix}/share/rootful-containers/container.schema.json");
            if (!IsValid(path, text))
            {
                return ExitStatus.Failed;
            }

            if (result.GetValue(print))
            {
                Terminal.Write(text);
                return 0;
            }

            Write(path, text, definition, definitions);
            CommandRun.Say($"next: 'systemctl daemon-reload', 'rootfulctl start {container}'");
            return 0;
        });
        return command;
    }

    /// <summary>As the file is called by which one is known.</summary>
    internal static string Kind(DefinitionKind kind) =>
        kind.Suffix[1..^DefinitionPaths.Extension.Length] is var word && word == "image" ? $"an {word}" : $"a {word}";

    private static string Answer(bool mayAsk, string option, string question)
    {
        if (!mayAsk)
        {
            throw new UsageException($"--{option} is missing");
        }

        while (Question.Ask(question) is { } answer)
        {
            if (answer.Length > 0)
            {
                return answer;
            }
        }

        throw new UsageException($"--{option} is missing");
    }

    private static string[] Words(string answer) => answer.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);

    private static bool IsValid(string path, string text)
    {
        var file = Path.GetFileName(path);
        var source = new DefinitionSource(file, [new SourceText(path, Encoding.UTF8.GetBytes(text))]);
        var errors = CheckedFiles
            .Errors(new Dictionary<string, DefinitionSource>(StringComparer.Ordinal) { [file] = source })
            .ToList();
        foreach (var error in errors)
        {
            // There is no such file yet, in which somebody could look.
            CommandRun.Say(error.Position.Path == path ? error.Message : error.ToString());
        }

        return errors.Count == 0;
    }

    /// <summary>For the user and root alone, where that can be said by a group.</summary>
    private static void Write(string path, string text, DefinitionText definition, DefinitionSet definitions)
    {
        var group = definitions.Users.Find(definition.User) is { } uid ? definitions.OwnGroup(uid) : null;
        ConfigurationFile.MakeDirectory(DefinitionPaths.Admin);
        ConfigurationFile.Write(path, text, group, replace: false);
        CommandRun.Say(
            group is not null
                ? $"wrote {path}, which root and {definition.User} can read"
                : $"wrote {path}, which everybody can read: {definition.User} has no group of the same name"
        );
    }
}
