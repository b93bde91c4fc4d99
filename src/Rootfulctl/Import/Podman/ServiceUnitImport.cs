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

    /// <param name="all">Beside it may stand files of variables.</param>
    public IReadOnlyList<ImportedFile> Import(SourceFile file, IReadOnlyList<SourceFile> all)
    {
        var stem = System.IO.Path.GetFileNameWithoutExtension(file.Name);
        var lines = UnitFileText.Parse(file.Path, file.Text, out var trailing);
        var specifiers = new Specifiers(owner, stem, report.Limit);
        specifiers.Variables["RUNTIME_DIRECTORY"] = owner.RuntimeDirectory ?? Runtime;
        specifiers.Learn(lines, file.Directory, path => all.FirstOrDefault(f => f.Path == path)?.Text);
        var created = lines
            .Select(l => (Line: l, Words: new ServiceWords(l, specifiers)))
            .Select(l => (l.Line, l.Words, Command: PodmanCommand.TryParse(l.Words.Words, l.Words.Unknown)))
            .FirstOrDefault(c =>
                c.Line.Section == "Service"
                && c.Line.Key.StartsWith("Exec", StringComparison.Ordinal)
                && c.Command is not null
            );
        if (created.Command is null)
        {
            report.Lose(
                SourcePosition.WholeFile(file.Path),
                file.Name,
                lines.Any(l => l.Value.Contains("podman start", StringComparison.Ordinal))
                    ? "it starts a container that is there already; import that one: rootfulctl import --container NAME"
                    : "no command in it is 'podman run' or 'podman create'"
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
                var place = new SourcePosition(line.Path, line.Line, 1);
                created.Command.Import(definition, place, lines.Any(l => IsAttaching(l, specifiers)));
                foreach (var word in created.Words.LeftOut)
                {
                    draft.Begin(place, word);
                    draft.Lose("it is not known here; write what its words stand for");
                }

                continue;
            }

            draft.Begin(new SourcePosition(line.Path, line.Line, 1), line.Shown, line.Comments);
            TakeStopTimeout(definition, line, specifiers);
            if (IsOfTheseUnits(line, specifiers))
            {
                if (IsAttaching(line, specifiers))
                {
                    TakeAttach(definition, new ServiceWords(line, specifiers).Words);
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

    private const string Runtime = "%t";

    /// <summary>Settings of how podman is run, which is another way here.</summary>
    private static readonly string[] Given = ["PIDFile", "RuntimeDirectory", "KillMode", "NotifyAccess"];

    /// <summary>What is done with the container, and not with anything else.</summary>
    private static readonly string[] OfContainers =
    [
        "run",
        "create",
        "init",
        "start",
        "stop",
        "kill",
        "rm",
        "wait",
        "container",
    ];

    private static bool IsOfContainer(UnitLine line, Specifiers specifiers) =>
        line.Key.StartsWith("Exec", StringComparison.Ordinal)
        && line.Key != "ExecReload"
        && new ServiceWords(line, specifiers).Words is [var program, .. var words]
        && System.IO.Path.GetFileName(program) switch
        {
            "rm" or "mkdir" => words.Where(w => !w.StartsWith('-')).All(IsOfRun),
            var file => Attachers.Contains(file, StringComparer.Ordinal)
                || (
                    PodmanProgram.Is(file)
                    && OfContainers.Contains(words.FirstOrDefault(w => !w.StartsWith('-')), StringComparer.Ordinal)
                ),
        };

    // Where podman's programs keep what they know of one that runs.
    private static bool IsOfRun(string path) =>
        path.StartsWith("/run/", StringComparison.Ordinal) || path.StartsWith(Runtime, StringComparison.Ordinal);

    /// <summary>What creates, attaches, starts, stops and removes the container, which the units here do by themselves.</summary>
    private bool IsOfTheseUnits(UnitLine line, Specifiers specifiers) =>
        line is { Section: "Unit", Key: "RequiresMountsFor", Value: "%t/containers" }
        || line is { Section: "Service", Key: "Type", Value: not "oneshot" }
        || (
            line.Section == "Service"
            && (
                Given.Contains(line.Key, StringComparer.Ordinal)
                || (line.Key == "User" && line.Value == owner.Name)
                || line is { Key: "Environment", Value: "PODMAN_SYSTEMD_UNIT=%n" }
                || IsOfContainer(line, specifiers)
            )
        );

    /// <summary>How long podman is told to wait before it kills the container.</summary>
    private static void TakeStopTimeout(ImportedDefinition definition, UnitLine line, Specifiers specifiers)
    {
        if (
            line.Key != "ExecStop"
            || new ServiceWords(line, specifiers).Words is not [var program, "stop", .. var words]
            || !PodmanProgram.Is(program)
        )
        {
            return;
        }

        for (var i = 0; i < words.Length; i++)
        {
            var flag = Timeouts.FirstOrDefault(f => words[i].StartsWith(f, StringComparison.Ordinal));
            if (flag is not null)
            {
                var joined = words[i][flag.Length..].TrimStart('=');
                // The unit's own counts when it stops the container.
                definition.Write("stop_timeout", joined.Length > 0 ? joined : words.ElementAtOrDefault(i + 1) ?? "");
                return;
            }
        }
    }

    private static readonly string[] Timeouts = ["--timeout", "--time", "-t"];

    private static bool IsAttaching(UnitLine line, Specifiers specifiers) =>
        new ServiceWords(line, specifiers).Words is [var program, ..] words
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
}
