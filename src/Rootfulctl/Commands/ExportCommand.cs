// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Text;
using RootfulContainers.Platform;
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
            Description = "names of containers and pods, or NAME.volume, NAME.image, NAME.build",
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

            var exported = new ExportSelection(result.GetRequiredValue(names), DefinitionSet.Load()).Definitions;
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
