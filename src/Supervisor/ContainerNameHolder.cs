// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;
using RootfulContainers.Supervisor.Agent;

namespace RootfulContainers.Supervisor;

/// <summary>
/// Run by the container's user, in <c>rootful-free-name@</c> of the user's own manager: removes what an earlier start left under the
/// container's name. That may be a container, known by the file for its id, or only its storage, where podman was killed.
/// </summary>
internal sealed class ContainerNameHolder(ContainerName name, UserAccount user, IReadOnlyList<string> global)
{
    // The state that podman shows for what is in its storage alone, and the command; a container of buildah's has another command.
    private const string StorageOnly = "storage";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private string OwnIdFile =>
        $"{StatePaths.RuntimeDirectory(user.Uid)}/{StatePaths.UserFile(name, StatePaths.ContainerId)}";

    private string Podman => string.Join(' ', ["podman", .. global]);

    /// <returns>Whether there was something, and is no more.</returns>
    /// <exception cref="HostException">The user has a container of that name.</exception>
    public static bool Remove(ContainerName name, UserAccount user)
    {
        using var manager = ServiceManager.OfUser(user.Uid);
        // With --replace the name was not the reason.
        return manager.StartCommand(UserUnits.Create(name), "create") switch
        {
            ["podman", .. var global, "pod", "create", not "--replace"] => new ContainerNameHolder(
                name,
                user,
                global
            ).RemovePod(),
            ["podman", .. var global, "create", not "--replace"] => new ContainerNameHolder(
                name,
                user,
                global
            ).Remove(),
            _ => false,
        };
    }

    /// <summary>podman's record of a pod does not say where its id is, but how it was made.</summary>
    private bool RemovePod()
    {
        const string Format = "{{.ID}} {{join .CreateCommand \" \"}}";
        if (Run("pod", "inspect", "--format", Format, $"{name}") is not { } pod)
        {
            return false;
        }

        return pod.Split(' ') is [var id, .. var command] && command.Contains($"--pod-id-file={OwnIdFile}")
            ? Run("pod", "rm", "--force", "--ignore", id) is not null
            : throw IsTaken("", "pod", "pod rm");
    }

    /// <summary>
    /// podman's list has it of a container whose layers are broken too, as a power cut leaves them; `podman container inspect` fails
    /// then.
    /// </summary>
    private bool Remove()
    {
        const string Format =
            "{{.ID}} {{.Names}} {{.State}} {{.CIDFile}} {{.Label \"PODMAN_SYSTEMD_UNIT\"}} {{.Command}}";
        var pattern = $"{name}".Replace(".", "\\.", StringComparison.Ordinal);
        var list = Run("ps", "--all", "--external", "--no-trunc", $"--filter=name=^{pattern}$", $"--format={Format}");
        // podman lists what is in its storage alone under any name, whatever the filter.
        var found = list?.Split('\n').Select(line => line.Split(' ')).FirstOrDefault(fields => IsNamed(fields));
        return found switch
        {
            null => false,
            [var id, _, StorageOnly, .., StorageOnly] => Run("rm", "--force", id) is not null,
            [_, _, StorageOnly, ..] => false,
            [var id, _, _, var file, ..] when file == OwnIdFile => Run("rm", "--force", "--ignore", "--volumes", id)
                is not null,
            _ => throw IsTaken(found.ElementAtOrDefault(4) ?? ""),
        };
    }

    private bool IsNamed(string[] fields) => fields is [_, var other, _, ..] && other == $"{name}";

    private HostException IsTaken(string unit, string kind = "container", string remove = "rm")
    {
        // It comes from a label, and somebody may paste it into a shell.
        var isUnit = unit.Length > 0 && unit.All(c => char.IsAsciiLetterOrDigit(c) || ":_.@-".Contains(c));
        return new HostException(
            $"user {user} has a {kind} '{name}' of their own"
                + (isUnit ? $", of the user's unit {unit}" : "")
                + "; rename one of the two, or as that user run "
                + (isUnit ? $"'systemctl --user stop {unit}' and " : "")
                + $"'{Podman} {remove} --force --ignore {name}', or set 'replace = true' in the definition"
        );
    }

    /// <returns>What podman printed; null when it failed.</returns>
    private string? Run(params IReadOnlyList<string> arguments)
    {
        var result = UserPodman.Run(user, [.. global, .. arguments], Limit);
        return result.Status == 0 ? result.OutputText.Trim('\n') : null;
    }
}
