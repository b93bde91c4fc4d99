// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>What all services of a compose file have in common.</summary>
/// <param name="model">What it is together with those that it includes.</param>
internal sealed class ComposeProject(
    string name,
    ComposeModel model,
    ComposeMap root,
    ImportOwner owner,
    ImportNames names,
    ImportReport report,
    ComposeText text,
    SourceFile file
)
{
    private readonly List<ImportedDefinition> _definitions = [];
    private List<ImportedDefinition> _shared = [];

    public string Name { get; } = name;

    public ComposeMap Root { get; } = root;

    public ComposeText Text { get; } = text;

    public TextLimit Limit => report.Limit;

    /// <summary>A compose file beside this one; null when there is none.</summary>
    public required Func<string, ComposeMap?> Others { get; init; }

    /// <summary>What it includes and was not found.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>What its paths are relative to.</summary>
    public required string Directory { get; init; }

    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Any file that was read, by its path.</summary>
    public required Func<string, SourceFile?> File { get; init; }

    public string? Service(string service) => model.Services.TryGetValue(service, out var found) ? found.Name : null;

    public string? Network(string network) => model.Networks.GetValueOrDefault(network);

    public string? Volume(string volume) => model.Volumes.GetValueOrDefault(volume);

    /// <summary>The build of a service whose image is called so; null when none is.</summary>
    public string? BuildOf(string image) => model.Built.GetValueOrDefault(image);

    public ComposeMap? Secret(string secret) => model.Find("secrets", secret);

    public ComposeMap? Config(string config) => model.Find("configs", config);

    /// <summary>What podman calls a secret or a config, which may differ from what the file calls it.</summary>
    public string StoredName(string name, ComposeMap? map) =>
        (map?["name"] ?? (map?["external"] as ComposeMap)?["name"]) is ComposeScalar given
            ? Text.Of(given, _ => { })
            : name;

    /// <summary>What others want of a service: "healthy", "job", or nothing.</summary>
    public string? WantedOf(string service) => model.Wanted.GetValueOrDefault(service);

    /// <summary>The variable in the name of a volume that has no value; null where the name is known.</summary>
    public string? UnknownIn(string volume) => model.Nameless.GetValueOrDefault(volume);

    /// <summary>The text of a value; null without one, and where a variable in it has no value.</summary>
    private string? KnownText(ComposeNode? node, out string? variable)
    {
        string? missing = null;
        var known = node is ComposeScalar scalar ? Text.Of(scalar, name => missing ??= name) : null;
        variable = missing;
        return missing is null ? known : null;
    }

    /// <summary>Makes known what is in it, before anything that may name that.</summary>
    public void Declare()
    {
        model.Roots.Add(Root);
        foreach (var entry in (Root["services"] as ComposeMap)?.Entries ?? [])
        {
            if (entry.Value is ComposeMap service)
            {
                var full = YamlLists.Unique(Extended(service, entry.Name, 0));
                var wanted = KnownText(full["container_name"], out _) is { Length: > 0 } given ? given : entry.Name;
                var chosen = names.Choose(DraftKind.Container, wanted);
                model.Services[entry.Name] = (chosen, full);
                names.AddContainer(wanted, chosen);
                FindConditions(full);
                if (full["build"] is not null)
                {
                    var build = names.Choose(DraftKind.Build, chosen);
                    model.Builds[entry.Name] = build;
                    // Which is what compose calls one without a name.
                    var image = full["image"] is ComposeScalar own ? Text.Of(own, _ => { }) : $"{Name}-{entry.Name}";
                    model.Built.TryAdd(image, build);
                }
            }
        }

        ImportNetworks();
        ImportVolumes();
        _shared = [.. _definitions];
        _definitions.Clear();
    }

    public IReadOnlyList<ImportedFile> Import()
    {
        foreach (var entry in (Root["services"] as ComposeMap)?.Entries ?? [])
        {
            if (model.Services.TryGetValue(entry.Name, out var service))
            {
                var definition = New(DraftKind.Container, service.Name, $"{file.Name}, service {entry.Name}");
                if (_definitions.Count == 0)
                {
                    AddHead(definition.Draft);
                }

                definition.Draft.Comment(entry.Comments);
                new ComposeService(this, definition, entry.Name, service.Service, entry.Line).Import();
                _definitions.Add(definition);
            }
        }

        _definitions.AddRange(_shared);
        foreach (var definition in _definitions)
        {
            definition.Finish();
        }

        return [.. _definitions.Select(d => new ImportedFile(d.Draft))];
    }

    /// <summary>The definition of what a service builds.</summary>
    public ImportedDefinition AddBuild(string service)
    {
        var definition = New(DraftKind.Build, model.Builds[service], $"{file.Name}, build of {service}");
        _definitions.Add(definition);
        return definition;
    }

    /// <summary>Whether a value is not known, as it holds variables that have none, which is said of each.</summary>
    public bool IsUnknown(Draft draft, ComposeNode? node)
    {
        var missing = new HashSet<string>(StringComparer.Ordinal);
        Find(node);
        foreach (var variable in missing)
        {
            draft.Lose($"${variable} has no value in .env; write out what it stands for");
        }

        return missing.Count > 0;

        void Find(ComposeNode? part)
        {
            switch (part)
            {
                case ComposeScalar text:
                    Text.Of(text, variable => missing.Add(variable));
                    break;
                case ComposeList list:
                    list.Items.ToList().ForEach(Find);
                    break;
                case ComposeMap map:
                    map.Entries.ToList().ForEach(e => Find(e.Value));
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The items of a list, or one alone, but for those that are not known.</summary>
    public IEnumerable<ComposeNode> Known(Draft draft, ComposeNode node) =>
        ComposeResources.Items(node).Where(item => !IsUnknown(draft, item));

    /// <summary>The text of a value; a variable without a value is told.</summary>
    public string TextOf(Draft draft, ComposeNode? node) =>
        node is ComposeScalar value
            ? Text.Of(value, variable => draft.Lose($"${variable} has no value in .env: it is empty here"))
            : "";

    private ImportedDefinition New(DraftKind kind, string definition, string origin) =>
        new(new Draft(kind, definition, report) { Origin = origin }, owner, names, Directory);

    private void AddHead(Draft draft)
    {
        draft.Comment(Root.Comments);
        draft.Turn(SourcePosition.WholeFile(file.Path), file.Name);
        model.Losses.ForEach(draft.Lose);
        model.Remarks.ForEach(draft.Remark);
        model.Losses.Clear();
        model.Remarks.Clear();
        foreach (var entry in Root.Entries)
        {
            switch (entry.Name)
            {
                case "services" or "networks" or "volumes" or "name" or "version":
                    draft.Comment(entry.Comments);
                    break;
                case "secrets" or "configs":
                    draft.Comment([.. entry.AllComments]);
                    break;
                case var x when x.StartsWith("x-", StringComparison.Ordinal):
                    draft.Begin(Text.At(entry.Line), entry.Name, entry.Comments);
                    draft.Imply("what refers to it is written out");
                    break;
                case "include":
                    draft.Begin(Text.At(entry.Line), entry.Name, [.. entry.AllComments]);
                    if (Missing.Count == 0)
                    {
                        draft.Imply("what it names has become definitions as well");
                    }
                    else
                    {
                        draft.Lose(ComposeIncludes.Advice(Missing));
                    }

                    break;
                default:
                    draft.Begin(Text.At(entry.Line), entry.Name, entry.Comments);
                    draft.Lose("it is unknown");
                    break;
            }
        }
    }

    /// <summary>A service with what it extends.</summary>
    private ComposeMap Extended(ComposeMap service, string self, int depth)
    {
        if (service["extends"] is not { } extends || depth > 16)
        {
            return service;
        }

        var (other, path) = extends is ComposeMap map
            ? ((map["service"] as ComposeScalar)?.Text ?? self, (map["file"] as ComposeScalar)?.Text)
            : (((extends as ComposeScalar)?.Text) ?? self, null);
        var source = path is null ? Root : Others(System.IO.Path.GetFullPath(path, Directory));
        if ((source?["services"] as ComposeMap)?[other] is not ComposeMap below)
        {
            return service;
        }

        var own = service with { Entries = [.. service.Entries.Where(e => e.Name != "extends")] };
        // Who is extended lends neither who it needs nor where it is.
        var lent = Extended(below, other, depth + 1);
        return YamlMerge.Merge(lent, own);
    }

    private void FindConditions(ComposeMap service)
    {
        foreach (var entry in (service["depends_on"] as ComposeMap)?.Entries ?? [])
        {
            switch (((entry.Value as ComposeMap)?["condition"] as ComposeScalar)?.Text)
            {
                case "service_healthy":
                    model.Wanted.TryAdd(entry.Name, "healthy");
                    break;
                case "service_completed_successfully":
                    model.Wanted[entry.Name] = "job";
                    break;
                default:
                    break;
            }
        }
    }

    private bool IsExternal(ComposeMap? map) =>
        map?["external"] is ComposeMap
        || (map?["external"] is ComposeScalar value && Text.Of(value, _ => { }) is "true" or "yes");

    /// <summary>The name that compose gives to what a file calls otherwise.</summary>
    private string NameOf(string key, ComposeMap? map) =>
        map?["name"] is ComposeScalar given ? Text.Of(given, _ => { })
        : (map?["external"] as ComposeMap)?["name"] is ComposeScalar old ? Text.Of(old, _ => { })
        : IsExternal(map) ? key
        : key == "default" ? Name
        : $"{Name}_{key}";

    private void ImportNetworks()
    {
        var declared = (Root["networks"] as ComposeMap)?.Entries ?? [];
        if (
            !model.Networks.ContainsKey("default")
            && declared.All(e => e.Name != "default")
            && model.Services.Values.Any(s => s.Service["networks"] is null && s.Service["network_mode"] is null)
        )
        {
            var draft = New(
                DraftKind.Network,
                names.Choose(DraftKind.Network, Name),
                $"{file.Name}, the network of services that name none"
            );
            model.Networks["default"] = draft.Draft.Name;
            _definitions.Add(draft);
        }

        foreach (var entry in declared)
        {
            var map = entry.Value as ComposeMap;
            var wanted = NameOf(entry.Name, map);
            if (IsExternal(map))
            {
                model.Networks[entry.Name] = wanted;
                continue;
            }

            if ((map?["driver"] as ComposeScalar)?.Text is "host" or "none")
            {
                // For services, each of which says what it loses.
                model.Networks[entry.Name] = (map["driver"] as ComposeScalar)!.Text;
                continue;
            }

            var network = New(
                DraftKind.Network,
                names.Choose(DraftKind.Network, wanted),
                $"{file.Name}, network {entry.Name}"
            );
            network.Draft.Comment(entry.Comments);
            model.Networks[entry.Name] = network.Draft.Name;
            _definitions.Add(network);
            new ComposeResources(this, network).Network(map);
        }
    }

    /// <summary>Says of a volume without a definition what is not in one, to whoever names it first.</summary>
    private void LoseVolume(ComposeEntry entry, ComposeMap? map, string volume, string reason)
    {
        var draft = new Draft(DraftKind.Volume, volume, report);
        draft.Comment(entry.Comments);
        draft.Turn(Text.At(entry.Line), $"volume {entry.Name}");
        draft.Remark(reason);
        foreach (var part in map?.Entries ?? [])
        {
            draft.Begin(
                Text.At(part.Line),
                ComposeResources.Shown($"volume {entry.Name}, {part.Name}", part.Value),
                [.. part.AllComments]
            );
            if (part.Name is not ("name" or "external"))
            {
                draft.Lose("there is no definition that could say it");
            }
        }

        names.AddNotes(volume, draft.TakeComments());
    }

    private void ImportVolumes()
    {
        foreach (var entry in (Root["volumes"] as ComposeMap)?.Entries ?? [])
        {
            var map = entry.Value as ComposeMap;
            var wanted = NameOf(entry.Name, map);
            KnownText(map?["name"] ?? (map?["external"] as ComposeMap)?["name"], out var variable);
            if (variable is not null)
            {
                model.Nameless[entry.Name] = variable;
                continue;
            }

            model.Volumes[entry.Name] = wanted;
            if (IsExternal(map))
            {
                continue;
            }

            if (names.ChooseVolume(wanted) is { } reason)
            {
                LoseVolume(entry, map, wanted, reason);
                continue;
            }

            var volume = New(DraftKind.Volume, wanted, $"{file.Name}, volume {entry.Name}");
            volume.Draft.Comment(entry.Comments);
            _definitions.Add(volume);
            new ComposeResources(this, volume).Volume(map);
        }
    }
}
