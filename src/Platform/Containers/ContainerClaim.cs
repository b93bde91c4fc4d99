// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Containers;

/// <summary>
/// What a user says about a container: its id and the PID of its first process, or of one that holds its network namespace. Nothing here
/// is believed; <see cref="ContainerProcess"/> verifies it.
/// </summary>
/// <param name="Id">Empty where there is no container yet.</param>
/// <param name="IsHolder">Whether the process holds a network namespace that is there before the container.</param>
internal sealed record ContainerClaim(string Id, int Process, bool IsHolder)
{
    /// <summary>Reads what podman left in the runtime directory of <c>rootful-create@NAME</c>.</summary>
    public static ContainerClaim Read(UserAccount user, ContainerName name)
    {
        using var runtime = RuntimeDirectory.Open(user.Uid);
        var (id, process) = (
            StatePaths.UserFile(name, StatePaths.ContainerId),
            StatePaths.UserFile(name, StatePaths.ProcessId)
        );
        return new ContainerClaim(
            ParseId(ReadFile(runtime, id, user)),
            ParseProcess(ReadFile(runtime, process, user), $"{runtime.Path}/{process}"),
            IsHolder: false
        );
    }

    /// <summary>Reads the container's id alone.</summary>
    public static string ReadId(UserAccount user, ContainerName name)
    {
        using var runtime = RuntimeDirectory.Open(user.Uid);
        return ParseId(ReadFile(runtime, StatePaths.UserFile(name, StatePaths.ContainerId), user));
    }

    public static string ParseId(string text) =>
        text.Length == 64 && text.All(char.IsAsciiHexDigitLower)
            ? text
            : throw new HostException("the container id is not 64 hex digits");

    public static int ParseProcess(string text, string source) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var process) && process > 1
            ? process
            : throw new HostException($"{source} does not hold the number of a process");

    private static string ReadFile(RuntimeDirectory runtime, string file, UserAccount user)
    {
        var path = $"{runtime.Path}/{file}";
        // O_NONBLOCK: a FIFO, or a lease of the user's on the file, would block.
        using var descriptor =
            runtime.TryOpen(file, O_RDONLY | O_NONBLOCK)
            ?? throw new HostException($"open {path}: there is no such file");
        var status = descriptor.Status(path);
        if ((status.Mode & S_IFMT) != S_IFREG || status.User != user.Uid)
        {
            throw new HostException($"{path} is not a regular file of user {user}");
        }

        return Encoding.ASCII.GetString(descriptor.ReadAll(128, path)).TrimEnd('\n');
    }
}
