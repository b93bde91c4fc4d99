// SPDX-License-Identifier: BSD-2-Clause
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

    /// <summary>A compose file beside this one; null when there is none.</summary>
    public required Func<string, ComposeMap?> Others { get; init; }

    /// <summary>What it includes and was not found.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    public string Directory => file.Directory;

    public string? Service(string service) => model.Services.TryGetValue(service, out var found) ? found.Name : null;

    public string? Network(string network) => model.Networks.GetValueOrDefault(network);

    public string? Volume(string volume) => model.Volumes.GetValueOrDefault(volume);

    public ComposeMap? Secret(string secret) => model.Find("secrets", secret);

    public ComposeMap? Config(string config) => model.Find("configs", config);

    /// <summary>What others want of a service: "healthy", "job", or nothing.</summary>
    public string? WantedOf(string service) => model.Wanted.GetValueOrDefault(service);

    /// <summary>Makes known what is in it, before anything that may name that.</summary>
    public void Declare()
    {
        model.Roots.Add(Root);
        foreach (var entry in (Root["services"] as ComposeMap)?.Entries ?? [])
        {
            if (entry.Value is ComposeMap service)
            {
                var full = Extended(service, entry.Name, 0);
                var wanted = full["container_name"] is ComposeScalar given ? Text.Of(given, _ => { }) : entry.Name;
                var chosen = names.Choose(DraftKind.Container, wanted.Length > 0 ? wanted : entry.Name);
                model.Services[entry.Name] = (chosen, full);
                names.AddContainer(wanted, chosen);
                FindConditions(full);
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
                new ComposeService(this, definition, entry.Name, service.Service).Import();
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

    /// <summary>A definition that a service needs.</summary>
    public ImportedDefinition Add(DraftKind kind, string wanted, string origin)
    {
        var definition = New(kind, names.Choose(kind, wanted), origin);
        _definitions.Add(definition);
        return definition;
    }

    /// <summary>The text of a value; a variable without a value is told.</summary>
    public string TextOf(Draft draft, ComposeNode? node) =>
        node is ComposeScalar value
            ? Text.Of(value, variable => draft.Lose($"${variable} has no value in .env: it is empty here"))
            : "";

    private ImportedDefinition New(DraftKind kind, string definition, string origin) =>
        new(new Draft(kind, definition, report) { Origin = origin }, owner, names, file.Directory);

    private void AddHead(Draft draft)
    {
        draft.Comment(Root.Comments);
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
        var source = path is null ? Root : Others(System.IO.Path.GetFullPath(path, file.Directory));
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

    private void ImportVolumes()
    {
        foreach (var entry in (Root["volumes"] as ComposeMap)?.Entries ?? [])
        {
            var map = entry.Value as ComposeMap;
            var wanted = NameOf(entry.Name, map);
            if (IsExternal(map))
            {
                model.Volumes[entry.Name] = wanted;
                continue;
            }

            var volume = New(
                DraftKind.Volume,
                names.Choose(DraftKind.Volume, wanted),
                $"{file.Name}, volume {entry.Name}"
            );
            volume.Draft.Comment(entry.Comments);
            model.Volumes[entry.Name] = volume.Draft.Name;
            _definitions.Add(volume);
            new ComposeResources(this, volume).Volume(map);
        }
    }
}
