// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Definitions.Kinds.Prerequisites;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Rootfulctl.Containers;

namespace RootfulContainers.Rootfulctl.Export;

/// <summary>
/// What is exported when somebody names definitions: they themselves, and what they cannot be without. A pod comes with its containers.
/// </summary>
internal sealed class ExportSelection
{
    private readonly DefinitionSet _definitions;
    private readonly List<ContainerDefinition> _containers = [];
    private readonly List<(CheckedPrerequisite Checked, Prerequisite Definition)> _prerequisites = [];

    /// <exception cref="HostException">One is not there, or has errors.</exception>
    public ExportSelection(IEnumerable<string> words, DefinitionSet definitions)
    {
        _definitions = definitions;
        foreach (var word in words)
        {
            if (definitions.FindPrerequisite(word) is { } prerequisite)
            {
                Add(prerequisite);
            }
            else
            {
                Add(Valid(Target.Find(word, definitions)), withMembers: true);
            }
        }
    }

    public ExportedDefinitions Definitions
    {
        get
        {
            var exported = new ExportedDefinitions(_containers, Find, _definitions.FindNetwork)
            {
                FindUser = _definitions.Users.Find,
                ReadNetwork = static name =>
                    new NetworkCatalog(ContainersConf.Load().NetworkDirectory).TryRead(name) is { } network
                        ? UndefinedNetwork.Of(network)
                        : null,
                NameUser = user =>
                    !char.IsAsciiDigit(user[0]) ? user
                    : _definitions.Users.Find(user) is { } uid ? _definitions.Users.Find(uid)?.Name
                    : null,
                Prerequisites = [.. _prerequisites.Select(p => p.Definition)],
            };
            return exported with
            {
                Files =
                [
                    .. PlaybookFile.Together([
                        .. exported
                            .Networks.Select(_definitions.FindNetwork)
                            .OfType<NetworkDefinition>()
                            .SelectMany(n =>
                                Files(n.Path, c => c.Networks.Any(a => a.Attachment.Name == n.Name.ToString()))
                            ),
                        .. _prerequisites.SelectMany(p => Files(p.Checked.Path, c => Uses(c, p.Checked))),
                        .. _containers.SelectMany(c => Files(c.Path, other => other == c)),
                    ]),
                ],
            };
        }
    }

    private ContainerDefinition? Find(string name) =>
        ContainerName.TryParse(name, out var container, out _) ? _definitions.Find(container)?.Container : null;

    private void Add(ContainerDefinition container, bool withMembers = false)
    {
        if (!_containers.Contains(container))
        {
            if (container.SharedNetwork is { } owner && _definitions.Find(owner) is not null)
            {
                Add(Valid(Target.Find(owner.ToString(), _definitions)));
            }

            _containers.Add(container);
            container.Prerequisites.ToList().ForEach(Add);
        }

        foreach (var member in withMembers && container.IsPod ? _definitions.Members(container.Name) : [])
        {
            Add(Valid(Target.Find(member.ToString(), _definitions)));
        }
    }

    private void Add(CheckedPrerequisite prerequisite)
    {
        if (_prerequisites.Exists(p => p.Checked == prerequisite))
        {
            return;
        }

        ThrowIfBroken(prerequisite.IsBroken, prerequisite.Diagnostics);
        var definition = _definitions.Decode(prerequisite);
        if (definition.Image is { } image && _definitions.FindPrerequisite(image.Text) is { } other)
        {
            Add(other);
        }

        _prerequisites.Add((prerequisite, definition));
    }

    /// <summary>Whether a container is another one when that is, which may be by way of a volume.</summary>
    private bool Uses(ContainerDefinition container, CheckedPrerequisite prerequisite) =>
        container.Prerequisites.Contains(prerequisite)
        || _prerequisites.Exists(p =>
            container.Prerequisites.Contains(p.Checked)
            && p.Definition.Image is { } image
            && _definitions.FindPrerequisite(image.Text) == prerequisite
        );

    /// <summary>With the protection that they have here.</summary>
    private IEnumerable<PlaybookFile> Files(string path, Predicate<ContainerDefinition> changesWithIt)
    {
        var source = _definitions.Source(path);
        IReadOnlyList<string> containers = [.. _containers.Where(c => changesWithIt(c)).Select(c => c.Name.ToString())];
        return PlaybookFile.Of(source, containers, Protection);
    }

    private (string Group, string Mode) Protection(string path)
    {
        var status = NativeFile.Status(path);
        return (
            status is { } known ? _definitions.GroupName(known.Group) : "root",
            // Whose mode cannot be seen may hold a secret.
            $"0{Convert.ToString(status?.Permissions ?? 0x1a0, 8)}"
        );
    }

    private static ContainerDefinition Valid(Target target)
    {
        if (target.Definition is not { Container: { } container } definition)
        {
            throw target.Undefined("that could be exported");
        }

        ThrowIfBroken(definition.IsBroken, definition.Errors);
        return container;
    }

    private static void ThrowIfBroken(bool isBroken, IEnumerable<Diagnostic> errors)
    {
        if (isBroken)
        {
            throw new HostException(
                $"{Diagnostic.InOrder([.. errors])[0]}; 'rootfulctl check' says what is wrong with definitions"
            );
        }
    }
}
