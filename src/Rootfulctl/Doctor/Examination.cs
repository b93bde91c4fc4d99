// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Platform.State;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Systemd;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Doctor;

/// <summary>What all checks look at, read once.</summary>
internal sealed class Examination(DefinitionSet definitions, SystemBus bus, IReadOnlyList<ListedContainer> containers)
{
    /// <summary>Of a process of a user's, who may have anything hang.</summary>
    private static readonly TimeSpan UserLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long users who do not answer are waited for, all together; then each has no more than a moment.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ProgramLimit = TimeSpan.FromSeconds(10);

    private readonly HashSet<uint> _silent = [];
    private ContainersConf? _conf;
    private HashSet<ContainerName>? _outdated;

    public DefinitionSet Definitions { get; } = definitions;

    public SystemBus Bus { get; } = bus;

    public ChangedNetworks ChangedNetworks { get; } = new(definitions);

    /// <summary>All that there are.</summary>
    public IReadOnlyList<ListedContainer> Containers { get; } = containers;

    /// <summary>Those that are attached.</summary>
    public IEnumerable<ListedContainer> Attached => Containers.Where(c => c.State.Phase == AttachmentPhase.Attached);

    /// <summary>Of root's podman.</summary>
    public ContainersConf Conf => _conf ??= ContainersConf.Load();

    /// <summary>Where this project's programs are.</summary>
    public static string Libexec { get; } = AppContext.BaseDirectory.TrimEnd('/');

    /// <summary>Whether what belongs to the user did not answer before: then it is not asked again.</summary>
    public bool IsSilent(uint uid) => _silent.Contains(uid);

    /// <summary>Whether it runs from another definition than there is now.</summary>
    public bool IsOutdated(ListedContainer container)
    {
        _outdated ??=
        [
            .. RunningDefinition
                .Outdated(Containers.Where(c => c.Uid is { } uid && !IsSilent(uid)), out _)
                .Select(c => c.Name),
        ];
        return _outdated.Contains(container.Name);
    }

    /// <summary>What a process of the user's says.</summary>
    /// <param name="words">Of <see cref="UserTask"/>.</param>
    /// <returns>Null when it does not answer, or is not the caller's to ask.</returns>
    public string? Ask(uint uid, params IReadOnlyList<string> words)
    {
        if (!Caller.MayActAs(uid) || IsSilent(uid))
        {
            return null;
        }

        using var child = UserChild.Start(uid, words);
        var output = child.Output(UserLimit * _silent.Count < Patience ? UserLimit : Moment);
        if (output is null)
        {
            _silent.Add(uid);
        }

        return output;
    }

    /// <summary>What a program of the host's prints; null when it fails.</summary>
    public static string? OutputOf(string path, params IReadOnlyList<string> arguments) =>
        ChildProcess.Run(path, arguments, ProgramLimit) is { Status: 0 } result ? result.OutputText : null;

    /// <summary>A file of the kernel's or root's, without the end of its last line; null when there is none.</summary>
    public static string? Text(string path)
    {
        try
        {
            return OptionalFile.Read(path) is { } content
                ? System.Text.Encoding.UTF8.GetString(content).TrimEnd('\n')
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A setting of something that has just gone, or what only root may know.
            return null;
        }
    }
}

/// <summary>A user who has containers.</summary>
/// <param name="Containers">The user's, of those that are examined.</param>
internal sealed record ExaminedUser(Examination Host, uint Uid, IReadOnlyList<ListedContainer> Containers)
{
    public string Name { get; } = Host.Definitions.UserName(Uid);

    /// <summary>Whether something of the user's runs.</summary>
    public bool IsUsed => Containers.Any(c => c.IsRunning);
}

/// <summary>One container that is examined.</summary>
internal sealed record ExaminedContainer(Examination Host, ListedContainer Listed)
{
    public ContainerName Name => Listed.Name;

    /// <summary>Null for one whose definition was removed, is masked or cannot be read.</summary>
    public RootfulContainers.Definitions.Kinds.Containers.ContainerDefinition? Definition =>
        Listed.Definition?.Container;

    public bool IsBroken => Listed.Definition is { IsBroken: true };

    /// <summary>Whether it runs with networks, so that it can be reached.</summary>
    public bool IsReachable => Listed.IsRunning && Listed.State.Phase == AttachmentPhase.Attached;

    public string User => Listed.User ?? "";

    /// <summary>
    /// What podman of its user says, the exit status on the first line; null as well where the user's service manager does not run.
    /// </summary>
    public string[]? AskPodman(params string[] arguments) =>
        // Without its runtime directory podman would make one elsewhere.
        Listed.Uid
            is { } uid
        && Host.Bus.Properties(SystemUnits.UserManager(uid)).State.Active == "active"
            ? Host.Ask(uid, [UserTask.Ask, "podman", .. Definition?.GlobalArguments ?? [], .. arguments])
                ?.Split('\n', StringSplitOptions.TrimEntries)
            : null;
}
