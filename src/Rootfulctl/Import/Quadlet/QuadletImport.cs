// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Import.Quadlet;

/// <summary>Files of Quadlet's, which name each other, to definitions.</summary>
internal sealed class QuadletImport(ImportOwner owner, ImportNames names, ImportReport report)
{
    // An empty value of any time of a timer takes all of them away.
    private const string AnyTime = "On";

    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "zsh", "ksh"];

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
            .ThenBy(f => f.Source.IsBeside)
            .Select(f => (File: f, Chosen: Choose(f)))
            .Select(f => (f.File, f.Chosen.Name, f.Chosen.Reason))
            .ToList();
        foreach (var (file, name, reason) in chosen)
        {
            names.Add(file.Source.Name, file.Service, file.Kind, name);
            if (file.Kind == DraftKind.Container)
            {
                names.AddContainer(file.WantedName, name);
                names.AddContainer($"systemd-{file.Stem}", name);
            }

            if (reason is not null && !file.Source.IsBeside)
            {
                LoseVolume(file, name, reason);
            }
        }

        var order = new StartEdges(chosen.Select(c => (c.Name, c.File.Lines)), names);
        var imported = chosen
            .Where(c => !c.File.Source.IsBeside && c.Reason is null)
            .OrderBy(c => _files.IndexOf(c.File))
            .Select(c => new ImportedFile(Import(c.File, c.Name, order).Draft))
            .ToList();
        imported.AddRange(links.Where(HasValidName).Select(l => new ImportedFile(l)));
        foreach (var dropIn in dropIns.Where(d => !d.IsBeside || IsAskedFor(files, d)))
        {
            LoseOrphan(dropIn);
        }

        return imported;
    }

    /// <summary>What a file is called here, and why it can have no definition.</summary>
    private (string Name, string? Reason) Choose(QuadletFile file)
    {
        if (file.Kind != DraftKind.Volume)
        {
            return (names.Choose(file.Kind, NameOf(file)), null);
        }

        var unknown = new List<string>();
        var given = new Specifiers(owner, file.Specified, report.Limit).ExpandSpecifiers(
            file.Value("Volume", "VolumeName") ?? "",
            unknown
        );
        // The user's volume stays the same one, with what is in it.
        var name = given.Length > 0 && unknown.Count == 0 ? given : file.WantedName;
        return file.Stem.EndsWith('@') ? (names.Choose(file.Kind, name), null) : (name, names.ChooseVolume(name));
    }

    /// <summary>Says of a volume without a definition what is not in one, to whoever names it first.</summary>
    private void LoseVolume(QuadletFile file, string volume, string reason)
    {
        var draft = new Draft(DraftKind.Volume, volume, report);
        draft.Turn(SourcePosition.WholeFile(file.Source.Path), file.Source.Name);
        draft.Remark(reason);
        foreach (var line in file.Lines)
        {
            draft.Begin(
                new SourcePosition(line.Path, line.Line, 1),
                $"{file.Source.Name}, {line.Shown}",
                line.Comments
            );
            if (line is not { Section: "Volume", Key: "VolumeName" } and not { Value.Length: 0 })
            {
                draft.Lose("there is no definition that could say it");
            }
        }

        draft.Comment(file.Trailing);
        names.AddNotes(volume, draft.TakeComments());
    }

    /// <summary>A link has the name of its instance, which must be one here as well.</summary>
    private bool HasValidName(SourceFile link)
    {
        if (
            TemplateName.Parse(new ImportedFile(link).Name) is { } template
            && ContainerName.TryParse($"{template.Name}-{template.Instance}", out _, out _)
        )
        {
            return true;
        }

        report.Lose(
            SourcePosition.WholeFile(link.Path),
            link.Name,
            "no instance can be called so: a name holds a-z 0-9 _ . - alone; link another one to the template"
        );
        return false;
    }

    private static bool IsAskedFor(IReadOnlyList<SourceFile> files, SourceFile dropIn) =>
        files.Any(f => !f.IsBeside && f.Directory == System.IO.Path.GetDirectoryName(dropIn.Directory));

    /// <summary>Says of a drop-in that it belongs to nothing: an instance has to be a file, or a link to its template.</summary>
    private void LoseOrphan(SourceFile dropIn)
    {
        var directory = System.IO.Path.GetFileName(dropIn.Directory);
        if (QuadletFile.IsQuadlet(directory[..^2]) && !_files.Exists(f => f.HasDropInsIn(directory)))
        {
            report.Lose(
                SourcePosition.WholeFile(dropIn.Path),
                dropIn.Name,
                $"{directory[..^2]} is not there; for an instance of a template link to it, NAME@1.toml, and lay the drop-in over NAME-1.toml"
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
        var specifiers = new Specifiers(owner, file.Specified, report.Limit);
        specifiers.Learn(file.Lines, file.Source.Directory, path => _others.GetValueOrDefault(path)?.Text);
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

            draft.Begin(new SourcePosition(line.Path, line.Line, 1), line.Shown, line.Comments);
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

        if (file.Kind == DraftKind.Pod && string.IsNullOrEmpty(file.Value("Service", "Restart")))
        {
            draft.EndPart();
            draft.Turn(SourcePosition.WholeFile(file.Source.Path), "Restart=on-failure");
            draft.Imply("Quadlet says so of a pod of which nothing else is said");
            draft.Write("service.restart", "on-failure");
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
        // The items of lists keep their quotes.
        var value = key.Shape is Shape.Last or Shape.Truth ? QuadletFile.Unquoted(line.Value) : line.Value;
        if (value.Length == 0)
        {
            definition.Draft.Imply("an empty value says nothing");
            return;
        }

        var split = key.Shape is Shape.Words or Shape.Command ? UnitWords.Split(value) : [value];
        var words = new List<string>();
        foreach (var word in split)
        {
            var expanded = key.Name is "Exec" or "Image"
                ? specifiers.ExpandWord(word, unknown)
                : [specifiers.Expand(word, unknown)];
            if (key.Shape == Shape.Words && key.Name != "PodmanArgs" && unknown.Count > 0)
            {
                // The others do not need it.
                LoseUnknown(definition, unknown);
                unknown.Clear();
            }
            else
            {
                words.AddRange(expanded);
            }
        }

        var isOfShell =
            unknown.Count > 0
            && unknown.TrueForAll(u => u.StartsWith("${", StringComparison.Ordinal))
            && IsOfShell(key, words);
        if (unknown.Count > 0 && !isOfShell)
        {
            LoseUnknown(definition, unknown);
            return;
        }

        if (definition.Draft.Kind == DraftKind.Container && key.Name == "PodmanArgs")
        {
            if (new PodmanFlags(definition).Take(words).Count > 0)
            {
                definition.Draft.Lose("what stands behind the flags is none");
            }
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
            definition.Draft.Remark($"{text} is left to a shell in the container; systemd would have replaced it");
        }
    }

    private static void LoseUnknown(ImportedDefinition definition, List<string> unknown)
    {
        foreach (var text in unknown.Distinct(StringComparer.Ordinal))
        {
            definition.Draft.Lose($"{text} is not known here; write out what it stands for");
        }
    }

    /// <summary>Whether a shell in the container reads the words, and so variables in them.</summary>
    private static bool IsOfShell(ForeignKey key, List<string> words) =>
        key.Name switch
        {
            "HealthCmd" or "HealthStartupCmd" => !words[0].StartsWith('[')
                && !words[0].StartsWith("CMD ", StringComparison.Ordinal),
            "Exec" or "ReloadCmd" => words.Any(w =>
                Shells.Contains(System.IO.Path.GetFileName(w), StringComparer.Ordinal)
            ),
            _ => false,
        };

    /// <summary>Each line, with why it has no effect: an assignment below takes it away.</summary>
    private static IEnumerable<(UnitLine Line, string? State)> WithState(IReadOnlyList<UnitLine> lines)
    {
        var taken = new HashSet<(string Section, string Key)>();
        var states = new string?[lines.Count];
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            var line = lines[i];
            var isList = IsList(line);
            var key = (line.Section, UnitSettings.IsTime(line) ? AnyTime : line.Key);
            states[i] =
                !taken.Contains(key) ? null
                : isList ? "an empty assignment below takes it away"
                : "an assignment below counts";
            if (!isList || (line.Value.Length == 0 && !UnitSettings.IsKept(line)))
            {
                taken.Add(key);
            }
        }

        return lines.Zip(states);
    }

    private static bool IsList(UnitLine line) =>
        Enum.TryParse<DraftKind>(line.Section, out var kind)
            ? ForeignKeys.Find(kind, line.Key)?.Shape is Shape.Each or Shape.Words
            : !UnitSettings.IsSingle(line.Key);
}
