// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>What the things of all sources together are called here.</summary>
internal sealed class ImportNames
{
    private readonly Dictionary<string, (DraftKind Kind, string Name)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DraftKind Kind, string Name)> _services = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _containers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _notes = new(StringComparer.Ordinal);

    /// <summary>A name that a definition can have, and that no other has: containers and pods share theirs.</summary>
    public string Choose(DraftKind kind, string wanted)
    {
        var name = Valid(wanted);
        var suffix = kind == DraftKind.Pod ? "-pod" : "-2";
        while (!_taken.Add($"{(kind is DraftKind.Pod ? DraftKind.Container : kind)}/{name}"))
        {
            name = name.EndsWith('@') ? $"{name[..^1]}{suffix}@" : name + suffix;
            suffix = "-2";
        }

        return name;
    }

    /// <summary>A volume is called what podman calls it, or what is in it would be lost.</summary>
    /// <returns>Why it can have no definition; null when it can.</returns>
    public string? ChooseVolume(string name) =>
        !ContainerName.TryParse(name, out _, out _) || Valid(name) != name
            ? $"'{name}' has no definition, as none can be called so: podman makes it when a container names it"
        : !_taken.Add($"{DraftKind.Volume}/{name}") ? $"'{name}' has a definition from elsewhere, which is the only one"
        : null;

    /// <summary>Keeps what there is to say of a volume without a definition.</summary>
    public void AddNotes(string volume, IReadOnlyList<string> notes) =>
        _notes[volume] = [.. _notes.GetValueOrDefault(volume) ?? [], .. notes];

    /// <summary>What there is to say of a volume, for the first container that names it.</summary>
    public IReadOnlyList<string> TakeNotes(string volume) => _notes.Remove(volume, out var notes) ? notes : [];

    /// <param name="isOfTemplate">Whether it may hold the instance, <c>%i</c>.</param>
    public static string Valid(string wanted, bool isOfTemplate = false)
    {
        var name = new string([
            .. wanted
                .ToLowerInvariant()
                .Select(c =>
                    char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '@' || (c == '%' && isOfTemplate)
                        ? c
                        : '-'
                ),
        ]).TrimStart('-', '.', '_');
        name = name.Length > ContainerName.MaximumLength ? name[..ContainerName.MaximumLength] : name;
        return name.Length == 0 ? "container"
            : SystemUnits.IsUnit(name) ? name.Replace('.', '-')
            : name;
    }

    /// <param name="file">Such as web.container.</param>
    /// <param name="service">The unit that Quadlet makes of it, without its suffix.</param>
    public void Add(string file, string service, DraftKind kind, string name)
    {
        _files[file] = (kind, name);
        _services[service] = (kind, name);
    }

    /// <summary>By what podman calls a container.</summary>
    public void AddContainer(string podmanName, string name) => _containers[podmanName] = name;

    /// <summary>What a file of Quadlet's is called here; null when it is not among the sources.</summary>
    public string? OfFile(string file) => _files.TryGetValue(file, out var found) ? found.Name : null;

    public (DraftKind Kind, string Name)? OfService(string service) =>
        _services.TryGetValue(service, out var found) ? found : null;

    public (DraftKind Kind, string Name)? Find(string file) => _files.TryGetValue(file, out var found) ? found : null;

    /// <summary>Null when it is not among the sources.</summary>
    public string? Container(string podmanName) => _containers.GetValueOrDefault(podmanName);
}
