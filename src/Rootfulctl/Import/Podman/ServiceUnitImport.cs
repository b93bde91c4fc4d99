// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Import.Quadlet;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Import.Podman;

/// <summary>
/// A unit that runs podman itself: what <c>podman generate systemd</c> writes, and units after the example of
/// podman-rootful-network, in which a program of root's attaches what podman has created.
/// </summary>
internal sealed class ServiceUnitImport(ImportOwner owner, ImportNames names, ImportReport report)
{
    /// <summary>The program of podman-rootful-network, by its names.</summary>
    private static readonly string[] Attachers = ["rootful_network", "rootful_network.py", "network-helper"];

    public IReadOnlyList<ImportedFile> Import(SourceFile file)
    {
        var stem = System.IO.Path.GetFileNameWithoutExtension(file.Name);
        var lines = UnitFileText.Parse(file.Path, file.Text, out var trailing);
        var specifiers = new Specifiers(owner, stem);
        specifiers.Variables["RUNTIME_DIRECTORY"] = owner.RuntimeDirectory ?? "";
        specifiers.Variables["USER"] = owner.Name;
        var created = lines
            .Select(l => (Line: l, Command: PodmanCommand.TryParse(Words(l, specifiers))))
            .FirstOrDefault(c =>
                c.Line.Section == "Service"
                && c.Line.Key.StartsWith("Exec", StringComparison.Ordinal)
                && c.Command is not null
            );
        if (created.Command is null)
        {
            report.Keys++;
            report.Lost++;
            report.Add(
                new ImportRemark(
                    SourcePosition.WholeFile(file.Path),
                    file.Name,
                    lines.Any(l => l.Value.Contains("podman start", StringComparison.Ordinal))
                        ? "it starts a container that is there already; import that one: rootfulctl import --container NAME"
                        : "no command in it is 'podman run' or 'podman create'",
                    IsLost: true
                )
            );
            return [];
        }

        var name = names.Choose(DraftKind.Container, created.Command.Name ?? stem);
        names.Add($"{stem}.container", stem, DraftKind.Container, name);
        names.AddContainer(created.Command.Name ?? name, name);
        var draft = new Draft(DraftKind.Container, name, report) { Origin = file.Name };
        var definition = new ImportedDefinition(draft, owner, names, file.Directory);
        var units = new UnitSettings(definition, specifiers, new StartEdges([], names));
        foreach (var line in lines)
        {
            if (line == created.Line)
            {
                draft.Comment(line.Comments);
                created.Command.Import(
                    definition,
                    new SourcePosition(line.Path, line.Line, 1),
                    lines.Any(l => IsAttaching(l, specifiers))
                );
                continue;
            }

            draft.Begin(
                new SourcePosition(line.Path, line.Line, 1),
                PrintableText.Of($"{line.Key}={line.Value}", 120),
                line.Comments
            );
            if (IsOfTheseUnits(line, specifiers))
            {
                if (IsAttaching(line, specifiers))
                {
                    TakeAttach(definition, Words(line, specifiers));
                }

                // What creates, initializes, starts, stops and removes the container are units that are given.
            }
            else
            {
                units.Take(line);
            }
        }

        units.Finish();
        definition.Finish();
        draft.Comment(trailing);
        return [new ImportedFile(draft)];
    }

    /// <summary>Settings of how podman is run, which is another way here.</summary>
    private static readonly string[] Given =
    [
        "PIDFile",
        "Environment",
        "RuntimeDirectory",
        "KillMode",
        "NotifyAccess",
        "User",
        "Group",
    ];

    private static bool IsOfContainer(UnitLine line, Specifiers specifiers) =>
        line.Key.StartsWith("Exec", StringComparison.Ordinal)
        && line.Key != "ExecReload"
        && Words(line, specifiers) is [var program, ..]
        && System.IO.Path.GetFileName(program) is var file
        && (file is "podman" or "rm" or "mkdir" || Attachers.Contains(file, StringComparer.Ordinal));

    /// <summary>What creates, attaches, starts, stops and removes the container, which the units here do by themselves.</summary>
    private static bool IsOfTheseUnits(UnitLine line, Specifiers specifiers) =>
        line is { Section: "Unit", Key: "RequiresMountsFor", Value: "%t/containers" }
        || line is { Section: "Service", Key: "Type", Value: not "oneshot" }
        || (
            line.Section == "Service"
            && (Given.Contains(line.Key, StringComparer.Ordinal) || IsOfContainer(line, specifiers))
        );

    private static bool IsAttaching(UnitLine line, Specifiers specifiers) =>
        Words(line, specifiers) is [var program, ..] words
        && Attachers.Contains(System.IO.Path.GetFileName(program), StringComparer.Ordinal)
        && words.Contains("setup", StringComparer.Ordinal);

    /// <summary>rootful_network DIRECTORY setup NAME SECRET USER --network … --publish … --network-alias …</summary>
    private static void TakeAttach(ImportedDefinition definition, IReadOnlyList<string> words)
    {
        var setup = words.ToList().IndexOf("setup");
        var flags = words.Skip(setup + 1).SkipWhile(w => !w.StartsWith('-')).ToList();
        var plain = words.Skip(setup + 1).TakeWhile(w => !w.StartsWith('-')).ToList();
        if (plain.Count > 0 && plain[0] != definition.Draft.Name)
        {
            // Addresses derive from it, so that they stay what they are.
            definition.Draft.Write("address_key", plain[0]);
        }

        new PodmanFlags(definition).Take(flags);
    }

    private static IReadOnlyList<string> Words(UnitLine line, Specifiers specifiers) =>
        [.. UnitWords.Split(line.Value.TrimStart('-', '+', '!', ':', '@')).Select(w => specifiers.Expand(w, []))];
}
