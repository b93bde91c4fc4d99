// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Containers;

/// <summary>
/// What a user says about a container: its id and the PID of its first process. Nothing here is believed;
/// <see cref="ContainerProcess"/> verifies it.
/// </summary>
internal sealed record ContainerClaim(string Id, int Process)
{
    private const int TmpfsMagic = 0x01021994;

    /// <summary>Reads what podman left in the runtime directory of <c>rootful-create@NAME</c>.</summary>
    public static ContainerClaim Read(UserAccount user, ContainerName name)
    {
        var runtime = $"/run/user/{user.Uid}";
        using var top = Descriptor.Open(runtime, O_PATH | O_DIRECTORY, runtime);
        RequireTmpfs(top, runtime);
        var folder = $"rootful-containers/{name}";
        return new ContainerClaim(
            ParseId(ReadFile(top, runtime, $"{folder}/cid", user)),
            ParseProcess(ReadFile(top, runtime, $"{folder}/pid", user), $"{runtime}/{folder}/pid")
        );
    }

    public static string ParseId(string text) =>
        text.Length == 64 && text.All(char.IsAsciiHexDigitLower)
            ? text
            : throw new HelperException("the container id is not 64 hex digits");

    public static int ParseProcess(string text, string source) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var process) && process > 1
            ? process
            : throw new HelperException($"{source} does not hold the number of a process");

    private static string ReadFile(Descriptor top, string runtime, string file, UserAccount user)
    {
        var path = $"{runtime}/{file}";
        // No link on the way and no other file system (a FUSE mount of the user could stall every read), and no
        // blocking open of a FIFO.
        using var descriptor = new Descriptor(
            ErrnoException.Check(
                OpenBeneathWithoutLinks(top.Value, file, O_RDONLY | O_NONBLOCK | O_CLOEXEC),
                $"open {path}"
            )
        );
        var status = descriptor.Status(path);
        if ((status.Mode & S_IFMT) != S_IFREG || status.User != user.Uid)
        {
            throw new HelperException($"{path} is not a regular file of user {user}");
        }

        return Encoding.ASCII.GetString(descriptor.ReadAll(128, path)).TrimEnd('\n');
    }

    private static unsafe void RequireTmpfs(Descriptor directory, string path)
    {
        var buffer = stackalloc long[16];
        ErrnoException.Check(fstatfs(directory.Value, buffer), path);
        if (buffer[0] != TmpfsMagic)
        {
            throw new HelperException($"{path} is not the runtime directory that systemd-logind made");
        }
    }
}
