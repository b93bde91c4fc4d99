// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Text;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Export;
using RootfulContainers.Rootfulctl.Export.Ansible;
using RootfulContainers.Rootfulctl.Export.Kubernetes;
using RootfulContainers.Rootfulctl.Export.Quadlet;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>export</c>: definitions in other programs' words.</summary>
internal static class ExportCommand
{
    /// <summary>What definitions become: one text, or files.</summary>
    private sealed record Form(
        Option<bool> Option,
        Func<ExportedDefinitions, string> Text,
        Func<ExportedDefinitions, IReadOnlyList<ExportedFile>> Files
    );

    public static Command Create()
    {
        var names = new Argument<string[]>("NAME")
        {
            Description = "names of the containers",
            Arity = ArgumentArity.OneOrMore,
        };
        Form[] forms =
        [
            new(
                new Option<bool>("--quadlet") { Description = "Print files of Quadlet for rootless podman" },
                QuadletExport.Text,
                QuadletExport.Files
            ),
            new(
                new Option<bool>("--kube") { Description = "Print objects of Kubernetes" },
                KubeExport.Text,
                KubeExport.Files
            ),
            new(
                new Option<bool>("--ansible") { Description = "Print a playbook that installs them on other hosts" },
                Playbook.Text,
                Playbook.Files
            ),
        ];
        var output = new Option<string?>("--output")
        {
            Description = "Write files into that directory, and print nothing",
            HelpName = "DIRECTORY",
        };
        var command = new Command("export", "Print definitions in another program's words, and what it has none for")
        {
            names,
            output,
        };
        foreach (var form in forms)
        {
            command.Add(form.Option);
        }

        command.Run(result =>
        {
            if (forms.Where(f => result.GetValue(f.Option)).ToList() is not [var form])
            {
                throw new UsageException($"give one of {string.Join(", ", forms.Select(f => f.Option.Name))}");
            }

            var exported = Find(result.GetRequiredValue(names), DefinitionSet.Load());
            if (result.GetValue(output) is { } directory)
            {
                Write(directory, form.Files(exported));
            }
            else
            {
                Terminal.Write(form.Text(exported));
            }

            return 0;
        });
        return command;
    }

    private static ExportedDefinitions Find(IEnumerable<string> names, DefinitionSet definitions)
    {
        var exported = new ExportedDefinitions(
            [.. names.Distinct(StringComparer.Ordinal).Select(n => Valid(n, definitions))],
            name =>
                ContainerName.TryParse(name, out var container, out _) ? definitions.Find(container)?.Container : null,
            definitions.FindNetwork
        )
        {
            FindUser = definitions.Users.Find,
            ReadNetwork = static name =>
                new NetworkCatalog(ContainersConf.Load().NetworkDirectory).TryRead(name) is { } network
                    ? UndefinedNetwork.Of(network)
                    : null,
            NameUser = user =>
                !char.IsAsciiDigit(user[0]) ? user
                : definitions.Users.Find(user) is { } uid ? definitions.Users.Find(uid)?.Name
                : null,
        };
        return exported with
        {
            Files =
            [
                .. exported
                    .Networks.Select(definitions.FindNetwork)
                    .OfType<NetworkDefinition>()
                    .SelectMany(n => Files(n.Path, On(n.Name.ToString()), definitions)),
                .. exported.Containers.SelectMany(c => Files(c.Path, [c.Name.ToString()], definitions)),
            ],
        };

        IReadOnlyList<string> On(string network) =>
            [
                .. exported
                    .Containers.Where(c => c.Networks.Any(n => n.Attachment.Name == network))
                    .Select(c => c.Name.ToString()),
            ];
    }

    /// <summary>With the protection that they have here.</summary>
    private static IEnumerable<PlaybookFile> Files(
        string path,
        IReadOnlyList<string> containers,
        DefinitionSet definitions
    )
    {
        var source = definitions.Source(path);
        foreach (var file in source.Files)
        {
            var status = NativeFile.Status(file.Path);
            yield return new PlaybookFile(
                file.Path == source.Path ? source.FileName : $"{source.FileName}.d/{Path.GetFileName(file.Path)}",
                Encoding.UTF8.GetString(file.Bytes),
                status is { } known ? definitions.GroupName(known.Group) : "root",
                // Whose mode cannot be seen may hold a secret.
                $"0{Convert.ToString(status?.Permissions ?? 0x1a0, 8)}",
                containers
            );
        }
    }

    private static ContainerDefinition Valid(string name, DefinitionSet definitions)
    {
        var definition = Target.Find(name, definitions).Definition;
        if (definition is not { Container: { } container })
        {
            throw new HostException($"container {name} has no definition");
        }

        return !definition.IsBroken
            ? container
            : throw new HostException(
                $"{definition.Errors[0]}; 'rootfulctl check' says what is wrong with definitions"
            );
    }

    /// <summary>For the caller alone: variables of a definition may be secret. Nobody's file is replaced.</summary>
    private static void Write(string directory, IReadOnlyList<ExportedFile> files)
    {
        Directory.CreateDirectory(directory);
        if (files.Select(f => Path.Combine(directory, f.Name)).FirstOrDefault(Path.Exists) is { } taken)
        {
            throw new HostException($"{taken} is there already, and stays as it is");
        }

        foreach (var file in files)
        {
            var path = Path.Combine(directory, file.Name);
            using var stream = new FileStream(
                path,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
            stream.Write(Encoding.UTF8.GetBytes(file.Text));
            CommandRun.Say($"wrote {path}");
        }
    }
}
