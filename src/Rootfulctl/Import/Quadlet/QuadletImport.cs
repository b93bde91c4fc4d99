// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Import.Quadlet;

/// <summary>Files of Quadlet's, which name each other, to definitions.</summary>
internal sealed class QuadletImport(ImportOwner owner, ImportNames names, ImportReport report)
{
    private readonly List<QuadletFile> _files = [];
    private readonly Dictionary<string, SourceFile> _others = new(StringComparer.Ordinal);
    private readonly List<(string Unit, IReadOnlyList<UnitLine> Lines)> _timers = [];

    /// <param name="files">With drop-ins, timers and what variables are read from.</param>
    public IReadOnlyList<ImportedFile> Import(IReadOnlyList<SourceFile> files)
    {
        var dropIns = files.Where(f => f.Directory.EndsWith(".d", StringComparison.Ordinal)).ToList();
        foreach (var file in files.Except(dropIns))
        {
            _others[file.Path] = file;
            if (file.Name.EndsWith(".timer", StringComparison.Ordinal))
            {
                AddTimer(file);
            }
        }

        var links = new List<SourceFile>();
        foreach (var file in files.Except(dropIns))
        {
            if (QuadletFile.TryParse(file, dropIns) is not { } quadlet)
            {
                continue;
            }

            if (
                file is { LinkTarget: not null, IsBeside: false }
                && IsInstance(quadlet.Stem)
                && !HasOwnDropIn(file, dropIns)
            )
            {
                links.Add(file);
            }
            else
            {
                _files.Add(quadlet);
            }
        }

        // Pods take the second name of two: others on the network call the container by its own.
        var chosen = _files
            .OrderBy(f => f.Kind == DraftKind.Pod)
            .Select(f => (File: f, Name: names.Choose(f.Kind, NameOf(f))))
            .ToList();
        foreach (var (file, name) in chosen)
        {
            names.Add(file.Source.Name, file.Service, file.Kind, name);
            if (file.Kind == DraftKind.Container)
            {
                names.AddContainer(file.WantedName, name);
                names.AddContainer($"systemd-{file.Stem}", name);
            }
        }

        var order = new StartEdges(chosen.Select(c => (c.Name, c.File.Lines)), names);
        var imported = chosen
            .Where(c => !c.File.Source.IsBeside)
            .OrderBy(c => _files.IndexOf(c.File))
            .Select(c => new ImportedFile(Import(c.File, c.Name, order).Draft))
            .ToList();
        imported.AddRange(links.Select(l => new ImportedFile(l)));
        foreach (var dropIn in dropIns.Where(d => !d.IsBeside || IsAskedFor(files, d)))
        {
            LoseOrphan(dropIn);
        }

        return imported;
    }

    private static bool IsAskedFor(IReadOnlyList<SourceFile> files, SourceFile dropIn) =>
        files.Any(f => !f.IsBeside && f.Directory == System.IO.Path.GetDirectoryName(dropIn.Directory));

    /// <summary>Says of a drop-in that it belongs to nothing: an instance has to be a file, or a link to its template.</summary>
    private void LoseOrphan(SourceFile dropIn)
    {
        var directory = System.IO.Path.GetFileName(dropIn.Directory);
        if (QuadletFile.IsQuadlet(directory[..^2]) && !_files.Exists(f => f.HasDropInsIn(directory)))
        {
            report.Keys++;
            report.Lost++;
            report.Add(
                new ImportRemark(
                    SourcePosition.WholeFile(dropIn.Path),
                    dropIn.Name,
                    $"{directory[..^2]} is not there; for an instance of a template link to it, NAME@1.toml, and lay the drop-in over NAME-1.toml",
                    IsLost: true
                )
            );
        }
    }

    // An instance that is not a link: web@1 is called web-1.
    private static string NameOf(QuadletFile file) =>
        IsInstance(file.Stem) && file.WantedName == file.Stem ? file.Stem.Replace('@', '-') : file.WantedName;

    private static bool IsInstance(string stem) => stem.Contains('@', StringComparison.Ordinal) && !stem.EndsWith('@');

    private static bool HasOwnDropIn(SourceFile file, List<SourceFile> dropIns) =>
        dropIns.Exists(d => System.IO.Path.GetFileName(d.Directory) == file.Name + ".d");

    private void AddTimer(SourceFile file)
    {
        var lines = UnitFileText.Parse(file.Path, file.Text, out _);
        var unit = lines.LastOrDefault(l => l.Section == "Timer" && l.Key == "Unit")?.Value;
        _timers.Add(
            (
                unit is null ? file.Name[..^".timer".Length] : unit.Replace(".service", "", StringComparison.Ordinal),
                lines
            )
        );
    }

    private ImportedDefinition Import(QuadletFile file, string name, StartEdges order)
    {
        var draft = new Draft(file.Kind, name, report) { Origin = file.Source.Name };
        var definition = new ImportedDefinition(draft, owner, names, file.Source.Directory);
        var specifiers = new Specifiers(owner, file.Stem);
        FindVariables(file, specifiers);
        var units = new UnitSettings(definition, specifiers, order);
        var timers = _timers.Where(t => t.Unit == file.Service).SelectMany(t => t.Lines).ToList();
        var section = "";
        foreach (
            var (line, state) in WithState([
                // What the container's own keys say comes first, wherever it stands: drop-ins follow the whole of a file.
                .. file.Lines.OrderBy(l => l.Section == "Service"),
                .. timers.Select(l => l with { Section = "Timer:" + l.Section }),
            ])
        )
        {
            if (line.Section != section)
            {
                draft.EndPart();
                section = line.Section;
            }

            draft.Begin(new SourcePosition(line.Path, line.Line, 1), Subject(line), line.Comments);
            if (state is not null)
            {
                draft.Imply(state);
            }
            else if (line.Section == file.Section)
            {
                Take(definition, specifiers, line);
            }
            else
            {
                units.Take(line);
            }
        }

        units.Finish();
        definition.Finish();
        draft.Comment(file.Trailing);
        return definition;
    }

    private static void Take(ImportedDefinition definition, Specifiers specifiers, UnitLine line)
    {
        if (ForeignKeys.Find(definition.Draft.Kind, line.Key) is not { } key)
        {
            definition.Draft.Lose("Quadlet has no such key");
            return;
        }

        var unknown = new List<string>();
        if (line.Value.Length == 0)
        {
            definition.Draft.Imply("an empty value says nothing");
            return;
        }

        var split = key.Shape is Shape.Words or Shape.Command ? UnitWords.Split(line.Value) : [line.Value];
        string[] words = [.. split.Select(w => specifiers.Expand(w, unknown))];
        if (definition.Draft.Kind == DraftKind.Container && key.Name == "PodmanArgs")
        {
            new PodmanFlags(definition).Take(words);
        }
        else if (key.Name == "PodmanArgs")
        {
            OtherFlags.Take(definition, words);
        }
        else
        {
            foreach (var word in words)
            {
                key.Apply(definition, word);
            }
        }

        foreach (var text in unknown.Distinct(StringComparer.Ordinal))
        {
            if (key.Name is "Exec" or "HealthCmd" or "HealthStartupCmd" or "ReloadCmd" && text[0] == '$')
            {
                definition.Draft.Remark($"{text} is left to a shell in the container; systemd would have replaced it");
            }
            else
            {
                definition.Draft.Lose($"{text} is not known here; write out what it stands for");
            }
        }
    }

    /// <summary>What ${...} stands for, by Environment= and EnvironmentFile= of [Service].</summary>
    private void FindVariables(QuadletFile file, Specifiers specifiers)
    {
        foreach (var line in file.Lines.Where(l => l.Section == "Service"))
        {
            if (line.Key == "Environment")
            {
                foreach (var word in UnitWords.Split(line.Value))
                {
                    AddVariable(specifiers, specifiers.ExpandSpecifiers(word, []));
                }
            }
            else if (line.Key == "EnvironmentFile")
            {
                var path = System.IO.Path.GetFullPath(
                    specifiers.ExpandSpecifiers(line.Value.TrimStart('-'), []),
                    file.Source.Directory
                );
                foreach (var text in _others.GetValueOrDefault(path)?.Text.Split('\n') ?? [])
                {
                    if (!text.StartsWith('#'))
                    {
                        AddVariable(specifiers, text.Trim());
                    }
                }
            }
        }
    }

    private static void AddVariable(Specifiers specifiers, string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
        {
            specifiers.Variables[assignment[..equals]] = assignment[(equals + 1)..].Trim('"');
        }
    }

    /// <summary>Each line, with why it has no effect: an assignment below takes it away.</summary>
    private static IEnumerable<(UnitLine Line, string? State)> WithState(IReadOnlyList<UnitLine> lines)
    {
        var taken = new HashSet<(string Section, string Key)>();
        var states = new string?[lines.Count];
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            var line = lines[i];
            var isList = IsList(line);
            states[i] =
                !taken.Contains((line.Section, line.Key)) ? null
                : isList ? "an empty assignment below takes it away"
                : "an assignment below counts";
            if (!isList || line.Value.Length == 0)
            {
                taken.Add((line.Section, line.Key));
            }
        }

        return lines.Zip(states);
    }

    private static bool IsList(UnitLine line) =>
        Enum.TryParse<DraftKind>(line.Section, out var kind)
            ? ForeignKeys.Find(kind, line.Key)?.Shape is Shape.Each or Shape.Words
            : !UnitSettings.IsSingle(line.Key);

    /// <summary>A key and its value, but for what may be a password.</summary>
    private static string Subject(UnitLine line)
    {
        var value = line.Key is "Environment" or "PodmanArgs"
            ? string.Join(' ', UnitWords.Split(line.Value).Select(w => w.Split('=')[0]))
            : line.Value;
        return PrintableText.Of($"{line.Key}={value}", 120);
    }
}
