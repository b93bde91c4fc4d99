// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Globalization;
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Import;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Import.Podman;
using RootfulContainers.Rootfulctl.Output;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>import</c>: definitions of what other programs read.</summary>
internal static class ImportCommand
{
    public const string Name = "import";

    private const string User = "--user";
    private const string Output = "--output";
    private const string Network = "--network";
    private const string Container = "--container";

    private static readonly string[] Valued = [User, Output, Network, Container];

    private static readonly TimeSpan InspectLimit = TimeSpan.FromSeconds(70);

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description =
                "a file of Quadlet's, a compose file, a unit that runs podman or a directory of them; or a command: podman run ...",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var user = new Option<string?>(User)
        {
            Description = "Whose containers they are going to be",
            HelpName = "USER",
        };
        var output = new Option<string?>(Output)
        {
            Description = "Where to write them, in place of standard output",
            HelpName = "DIRECTORY",
        };
        var network = new Option<string>(Network)
        {
            Description = "The network of containers that name none",
            HelpName = "NETWORK",
            DefaultValueFactory = _ => "podman",
        };
        var containers = new Option<string[]>(Container)
        {
            Description = "A container that the user has",
            HelpName = "NAME",
        };
        var command = new Command(
            Name,
            "Write definitions of Quadlet's files, compose files, podman's commands and containers"
        )
        {
            paths,
            user,
            output,
            network,
            containers,
        };
        command.Run(result =>
        {
            var words = result.GetValue(paths) ?? [];
            var names = result.GetValue(containers) ?? [];
            if (words.Length + names.Length == 0)
            {
                throw new UsageException("a path, a command or --container is missing");
            }

            var isCommand = PodmanCommand.TryParse(words) is not null;
            var full = isCommand ? [] : words.Select(w => Path.Combine(Environment.CurrentDirectory, w)).ToList();
            var owner = Owner(result.GetValue(user), full) with { Network = result.GetRequiredValue(network) };
            var importer = new Importer(owner);
            var files = new List<ImportedFile>();
            if (isCommand)
            {
                files.AddRange(importer.Import(words, Environment.CurrentDirectory, "a command"));
            }
            else if (full.Count > 0)
            {
                files.AddRange(ReadPaths(importer, full));
            }

            foreach (var name in names)
            {
                var (made, loss) = Created(owner, name);
                files.AddRange(importer.Import(made, owner.Home, $"container {name}", loss));
            }

            if (result.GetValue(output) is { } directory)
            {
                Write(files, Path.GetFullPath(directory), owner);
            }
            else
            {
                Print(files);
            }

            Tell(importer.Report, files.Count);
            return 0;
        });
        return command;
    }

    /// <summary>Where a command of podman's begins, whose words are its own; -1 where there is none.</summary>
    /// <param name="words">With the name of this command first.</param>
    public static int CommandIn(IReadOnlyList<string> words)
    {
        var at = 1;
        while (at < words.Count && words[at].StartsWith('-'))
        {
            if (words[at] == "--")
            {
                return -1;
            }

            // The value of an option is a word of its own, or joined to it.
            at += Valued.Contains(words[at], StringComparer.Ordinal) ? 2 : 1;
        }

        return at < words.Count && PodmanCommand.TryParse([.. words.Skip(at)]) is not null ? at : -1;
    }

    private static IReadOnlyList<ImportedFile> ReadPaths(Importer importer, IReadOnlyList<string> paths)
    {
        var files = paths.SelectMany(p => InputTree.Read(p, CommandRun.Say)).ToList();
        try
        {
            // What is asked for by one path may stand beside another.
            return importer.Import([.. files.OrderBy(f => f.IsBeside).DistinctBy(f => f.Path, StringComparer.Ordinal)]);
        }
        catch (FormatException e)
        {
            throw new HostException(e.Message, e);
        }
    }

    private static ImportOwner Owner(string? given, IReadOnlyList<string> paths)
    {
        if (given is null)
        {
            var uid = Caller.IsRoot ? paths.Select(RootPath.OwnerOf).FirstOrDefault(u => u != 0) : Caller.Uid;
            if (uid == 0)
            {
                throw new UsageException("--user is missing: whose containers they are going to be");
            }

            given = UserAccount.OfUid(uid).Name;
        }

        try
        {
            var account = UserAccount.Find(given);
            return new ImportOwner(account.Name, account.Uid, account.Home.TrimEnd('/'));
        }
        catch (HostException e) when (given is not ("root" or "0"))
        {
            CommandRun.Say($"{e.Message}; the home is taken to be /home/{given}");
            return new ImportOwner(given, null, $"/home/{given}");
        }
    }

    private static (IReadOnlyList<string> Words, string? Loss) Created(ImportOwner owner, string name)
    {
        var uid = owner.Uid ?? throw new HostException($"there is no user '{owner.Name}' on this host");
        if (!Caller.MayActAs(uid))
        {
            throw new HostException($"container {name} is another user's; only root may do that");
        }

        using var child = UserChild.Start(uid, UserTask.Ask, "podman", "container", "inspect", "--", name);
        var answer = child.Output(InspectLimit) ?? throw new HostException("podman did not answer in time");
        var line = answer.IndexOf('\n', StringComparison.Ordinal);
        return line >= 0 && answer[..line] == "0"
            ? CreatedContainer.Command(Encoding.UTF8.GetBytes(answer[(line + 1)..]))
            : throw new HostException($"user {owner.Name} has no container '{name}'");
    }

    private static void Print(IReadOnlyList<ImportedFile> files)
    {
        foreach (var file in files)
        {
            Terminal.WriteLine(
                TomlText.Comment($"---- {file.Name}{(file.LinkTarget is { } target ? $", a link to {target}" : "")}")
            );
            Terminal.WriteLine(file.Text);
        }
    }

    /// <summary>Nothing that is there is replaced, and nothing is written when something is there.</summary>
    private static void Write(IReadOnlyList<ImportedFile> files, string directory, ImportOwner owner)
    {
        foreach (
            var path in files
                .Select(f => $"{directory}/{f.Name}")
                .Where(p => NativeFile.Status(p) is not null || NativeFile.LinkTarget(p) is not null)
        )
        {
            throw new HostException($"{path} is there already; nothing was written");
        }

        ConfigurationFile.MakeDirectory(directory);
        var group = owner.Uid is { } uid && Caller.IsRoot ? DefinitionSet.Load().OwnGroup(uid) : null;
        var areForAll = false;
        foreach (var file in files)
        {
            var path = $"{directory}/{file.Name}";
            if (file.LinkTarget is { } target)
            {
                File.CreateSymbolicLink(path, target);
            }
            else
            {
                // A network is root's, and of all.
                ConfigurationFile.Write(path, file.Text, file.Kind == DraftKind.Network ? null : group, replace: false);
                areForAll |= group is null && file.Kind != DraftKind.Network;
            }

            CommandRun.Say($"wrote {path}");
        }

        if (areForAll)
        {
            CommandRun.Say(
                $"everybody can read them, with all variables that they hold: {(Caller.IsRoot ? $"{owner.Name} has no group of the same name" : "only root can give them to a group of their user's alone")}"
            );
        }
    }

    private static void Tell(ImportReport report, int count)
    {
        foreach (var remark in report.Remarks)
        {
            CommandRun.Say(remark.ToString());
        }

        CommandRun.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count} definition{(count == 1 ? "" : "s")}; {report.Keys - report.Lost} of {report.Keys} keys carried over{(report.Lost > 0 && count > 0 ? ", the others stand in them as comments" : "")}"
            )
        );
    }
}
