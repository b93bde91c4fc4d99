// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.State;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>There is no container of that name: neither defined, nor attached, nor one whose unit runs or has failed.</summary>
internal sealed class UnknownContainerException(string message) : HostException(message);

/// <summary>A container that was named on the command line.</summary>
/// <param name="Definition">
/// Null when it was removed, or may not be read, and the container is still attached or its unit still there.
/// </param>
internal sealed record Target(ContainerName Name, Definition? Definition, ContainerState State)
{
    private const string Pod = ".pod";
    private const string Network = ".network";

    /// <exception cref="UnknownContainerException">There is none.</exception>
    public static Target Find(string word, DefinitionSet definitions)
    {
        if (!ContainerName.TryParse(WithoutKind(DefinitionOf(word), definitions), out var name, out var error))
        {
            throw new UnknownContainerException(error);
        }

        if (definitions.FindPrerequisite(word) is { } other)
        {
            throw new UnknownContainerException(
                $"{other.Path} defines no container; see 'rootfulctl status {word}' and the user's unit {other.Unit}"
            );
        }

        if (
            word.EndsWith(Network, StringComparison.Ordinal)
            && definitions.FindNetwork(word[..^Network.Length]) is { } network
        )
        {
            throw new UnknownContainerException(
                $"{network.Path} defines no container; see 'rootfulctl networks {network.Name}'"
            );
        }

        var target = new Target(name, definitions.Find(name), ContainerState.Read(name));
        if (
            target.Definition is null
            && target.State.Phase == AttachmentPhase.Detached
            && !Inventory.HasUnits(target.Name)
        )
        {
            var near = RootfulContainers.Definitions.Keys.NearestName.Find(
                name.ToString(),
                definitions.Containers.Select(d => d.Name.ToString())
            );
            throw new UnknownContainerException(
                $"no definition: {DefinitionPaths.Admin}/{name}{DefinitionPaths.Extension}"
                    + (UnreadableDefinitions.Find().Count > 0 ? ", or none that you may read" : "")
                    + (near is null ? "" : $" (did you mean {near}?)")
            );
        }

        return target;
    }

    /// <summary>The name of a definition that is written as its unit, as systemctl takes it, or as the instance of a template.</summary>
    internal static string DefinitionOf(string word)
    {
        var unit = SystemUnits.IsUnit(word) ? word : $"{word}.service";
        return SystemUnits.DefinitionOf(unit) is var name && name != unit ? name
            : TemplateName.Parse(word + DefinitionPaths.Extension) is { IsTemplate: false } instance
                ? instance.Definition[..^DefinitionPaths.Extension.Length]
            : word;
    }

    /// <summary>A pod may be written as its file is called.</summary>
    private static string WithoutKind(string word, DefinitionSet definitions) =>
        word.EndsWith(Pod, StringComparison.Ordinal)
        && ContainerName.TryParse(word[..^Pod.Length], out var name, out _)
        && definitions.Find(name)?.Container is { IsPod: true }
            ? name.ToString()
            : word;

    /// <exception cref="HostException">There is none, or it is masked.</exception>
    public Definition WithUnits =>
        Definition is { IsMasked: false } ? Definition : throw Undefined("that units are made of");

    public uint? Uid => Definition?.Uid ?? State.Uid;

    /// <summary>What keeps the caller from knowing its definition; null when that is known, or is not there.</summary>
    public string? UnreadablePath => Definition is null ? UnreadableDefinitions.Of(Name) : null;

    /// <summary>For what needs a definition.</summary>
    /// <param name="purpose">What one that there is would be for.</param>
    public HostException Undefined(string purpose) =>
        new(
            UnreadablePath is { } path
                ? $"the definition of container {Name} is not known, as you may not read {path}"
                : $"container {Name} has no definition {purpose}"
        );

    /// <exception cref="HostException">The definition names none, or the caller may not act as that user.</exception>
    public UserAccount User
    {
        get
        {
            var uid = Uid ?? throw new HostException($"it is not known whose container {Name} is");
            return Caller.MayActAs(uid)
                ? UserAccount.OfUid(uid)
                : throw new HostException($"container {Name} is another user's; only root may do that");
        }
    }
}
