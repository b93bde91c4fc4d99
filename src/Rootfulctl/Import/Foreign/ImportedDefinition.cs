// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>A definition that is made of something that another program reads.</summary>
internal sealed class ImportedDefinition
{
    private readonly List<Action> _last = [];

    /// <param name="directory">What relative paths are relative to.</param>
    public ImportedDefinition(Draft draft, ImportOwner owner, ImportNames names, string directory)
    {
        (Draft, Owner, Names, Directory) = (draft, owner, names, directory);
        Networks = new ImportedNetworks(this);
        Subnets = new ImportedSubnets(this);
        if (draft.Kind != DraftKind.Network)
        {
            draft.Put("user", TomlText.Quoted(owner.Name));
        }
    }

    public Draft Draft { get; }

    public ImportOwner Owner { get; }

    public ImportNames Names { get; }

    public string Directory { get; }

    public ImportedNetworks Networks { get; }

    public ImportedSubnets Subnets { get; }

    /// <summary>The image as it is written.</summary>
    public string? Image { get; set; }

    public bool HasPod { get; set; }

    /// <summary>Units and names that it starts with but that are another one's to say.</summary>
    public List<string> WantedBy { get; } = [];

    public bool Write(string path, string value)
    {
        // The name of an entry stands before its value.
        if (DefinitionKeys.KindOf(Draft.Kind, path) is not Definitions.Keys.ValueKind.StringMap)
        {
            return Draft.Write(path, value);
        }

        var equals = value.IndexOf('=', StringComparison.Ordinal);
        return Draft.Write(path, equals < 0 ? value : value[..equals], equals < 0 ? "" : value[(equals + 1)..]);
    }

    /// <summary>What something is called here that is not among the sources.</summary>
    public string NameOf(string wanted) => ImportNames.Valid(wanted, Draft.IsTemplate);

    /// <summary>What a container is called here, by podman's name of it.</summary>
    public string NameOfContainer(string podmanName) => Names.Container(podmanName) ?? NameOf(podmanName);

    /// <summary>Does something when all keys are known.</summary>
    public void Later(Action action)
    {
        var place = Draft.Place;
        var comments = Draft.TakeComments();
        _last.Add(() =>
        {
            Draft.Resume(place);
            Draft.Comment(comments);
            action();
        });
    }

    /// <summary>Does what needs to know all keys.</summary>
    public void Finish()
    {
        foreach (var action in _last)
        {
            action();
        }

        if (Draft.Kind is DraftKind.Container or DraftKind.Pod)
        {
            Networks.Finish();
        }

        if (Draft.Kind == DraftKind.Network)
        {
            Subnets.Finish();
        }

        if (Draft.Kind == DraftKind.Container)
        {
            ImportedRules.Settle(Draft);
        }
    }

    /// <summary>A path of the host that may begin with the user's home, as ~/.</summary>
    public string HostPath(string path) => Shortened(FullPath(path));

    /// <summary>A path, or what is none, with <c>~</c> for the user's home.</summary>
    public string Shortened(string path) =>
        path.StartsWith(Owner.Home + "/", StringComparison.Ordinal) ? "~" + path[Owner.Home.Length..] : path;

    /// <summary>A path of the host, written out.</summary>
    public string FullPath(string path) =>
        // What no path can hold is said when it is written.
        path.Contains('\0', StringComparison.Ordinal)
            ? path
        : path is "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Owner.Home + path[1..]
        : path.StartsWith('.') || !path.StartsWith('/') ? System.IO.Path.GetFullPath(path, Directory)
        : path;
}
