// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using System.Text;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Containers;

/// <summary>
/// <c>/run/user/UID</c>. Everything in it is the user's to arrange: a link can lead anywhere, also through
/// <c>/proc/PID/root</c> into a mount namespace of the user's, and a FUSE file system can keep whoever asks it waiting
/// for ever. So nothing in here is reached by its path.
/// </summary>
internal sealed class RuntimeDirectory : IDisposable
{
    private readonly Descriptor _directory;

    private RuntimeDirectory(Descriptor directory, string path)
    {
        _directory = directory;
        Path = path;
    }

    public string Path { get; }

    /// <exception cref="HostException">There is none, or it is not the tmpfs that systemd-logind mounted.</exception>
    public static RuntimeDirectory Open(uint user) =>
        TryOpen(user) ?? throw new HostException($"there is no {PathOf(user)}: user@{user}.service does not run");

    /// <returns>Null when there is none.</returns>
    public static RuntimeDirectory? TryOpen(uint user)
    {
        var path = PathOf(user);
        if (
            TryDescriptor(openat(AT_FDCWD, path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0), path)
            is not { } directory
        )
        {
            return null;
        }

        try
        {
            // Of the mount table and not by fstatfs(2), which a FUSE file system mounted over it would have to answer.
            return FileSystemType(MountId(directory), ReadKernel("/proc/self/mountinfo")) == "tmpfs"
                ? new RuntimeDirectory(directory, path)
                : throw new HostException($"{path} is not the runtime directory that systemd-logind made");
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Opens what is there itself: no part of the way is a link or on another file system.</summary>
    /// <returns>Null when there is nothing of that name.</returns>
    public Descriptor? TryOpen(string file, int flags) =>
        TryDescriptor(OpenBeneathWithoutLinks(_directory.Value, file, flags | O_CLOEXEC), $"{Path}/{file}");

    public void Dispose() => _directory.Dispose();

    /// <param name="mountInfo">As <c>/proc/self/mountinfo</c>, see proc_pid_mountinfo(5).</param>
    /// <returns>Null when there is no such mount.</returns>
    public static string? FileSystemType(string mountId, string mountInfo)
    {
        const string EndOfOptionalFields = " - ";
        // No field holds a space: the kernel writes it as \040.
        var line =
            mountInfo.Split('\n').FirstOrDefault(l => l.StartsWith($"{mountId} ", StringComparison.Ordinal)) ?? "";
        var end = line.IndexOf(EndOfOptionalFields, StringComparison.Ordinal);
        return end < 0 ? null : line[(end + EndOfOptionalFields.Length)..].Split(' ')[0];
    }

    private static string PathOf(uint user) => $"/run/user/{user}";

    private static Descriptor? TryDescriptor(int result, string path) =>
        result >= 0 ? new Descriptor(result)
        : Marshal.GetLastPInvokeError() == ENOENT ? null
        : throw ErrnoException.Last($"open {path}");

    private static string MountId(Descriptor descriptor)
    {
        const string Field = "mnt_id:";
        var path = $"/proc/self/fdinfo/{descriptor.Value}";
        return ReadKernel(path)
                .Split('\n')
                .FirstOrDefault(l => l.StartsWith(Field, StringComparison.Ordinal))
                ?[Field.Length..].Trim()
            ?? throw new HostException($"{path} names no mount");
    }

    private static string ReadKernel(string path)
    {
        using var file = Descriptor.Open(path, O_RDONLY, path);
        return Encoding.UTF8.GetString(file.ReadAll(16 << 20, path));
    }
}
