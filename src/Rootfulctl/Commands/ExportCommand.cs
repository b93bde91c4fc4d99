// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Text;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Platform;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Export;
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

    private static ExportedDefinitions Find(IEnumerable<string> names, DefinitionSet definitions) =>
        new(
            [.. names.Distinct(StringComparer.Ordinal).Select(n => Valid(n, definitions))],
            name =>
                ContainerName.TryParse(name, out var container, out _) ? definitions.Find(container)?.Container : null,
            definitions.FindNetwork
        )
        {
            FindUser = definitions.Users.Find,
        };

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
