// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Containers;

/// <summary>
/// <c>/run/user/UID</c>. Everything in it is the user's to arrange: a link can lead anywhere, and a FUSE file system can keep
/// whoever asks it waiting for ever. So only processes of the user look in here; and as they should come to an end, nothing is
/// reached by a link or on another file system.
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

    /// <exception cref="HostException">There is none.</exception>
    public static RuntimeDirectory Open(uint user) =>
        TryOpen(user)
        ?? throw new HostException(
            $"there is no {StatePaths.RuntimeDirectory(user)}: user@{user}.service does not run"
        );

    /// <returns>Null when there is none.</returns>
    public static RuntimeDirectory? TryOpen(uint user)
    {
        var path = StatePaths.RuntimeDirectory(user);
        return
            TryDescriptor(openat(AT_FDCWD, path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0), path)
                is { } directory
            ? new RuntimeDirectory(directory, path)
            : null;
    }

    /// <summary>Opens what is there itself: no part of the way is a link or on another file system.</summary>
    /// <returns>Null when there is nothing of that name.</returns>
    public Descriptor? TryOpen(string file, int flags) =>
        TryDescriptor(OpenBeneathWithoutLinks(_directory.Value, file, flags | O_CLOEXEC), $"{Path}/{file}");

    public void Dispose() => _directory.Dispose();

    private static Descriptor? TryDescriptor(int result, string path) =>
        result >= 0 ? new Descriptor(result)
        : Marshal.GetLastPInvokeError() == ENOENT ? null
        : throw ErrnoException.Last($"open {path}");
}
