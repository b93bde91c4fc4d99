// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>A definition or drop-in of the admin's. It has its name only when it is whole: a service manager may read it at any time.</summary>
internal static partial class ConfigurationFile
{
    private const UnixFileMode Ours = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ForGroup = Ours | UnixFileMode.GroupRead;
    private const UnixFileMode ForAll = ForGroup | UnixFileMode.OtherRead;
    private const UnixFileMode Searched =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// Makes a directory for them, and those above it, which everybody can read whatever the caller's mask says: each user's service
    /// manager looks there. One that is there stays as it is.
    /// </summary>
    public static void MakeDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            MakeDirectory(parent);
        }

        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, ForAll | Searched);
    }

    /// <param name="group">Who may read it; null for everybody.</param>
    /// <exception cref="IOException">It cannot be written, or is there and not to be replaced.</exception>
    public static void Write(string path, string text, uint? group, bool replace)
    {
        var temporary = $"{Path.GetDirectoryName(path)}/.{Path.GetFileName(path)}.{Guid.NewGuid():N}";
        try
        {
            using (
                var file = new FileStream(
                    temporary,
                    new FileStreamOptions
                    {
                        Mode = FileMode.CreateNew,
                        Access = FileAccess.Write,
                        UnixCreateMode = Ours,
                    }
                )
            )
            {
                file.Write(Encoding.UTF8.GetBytes(text));
                if (group is { } gid)
                {
                    ErrnoException.Check(
                        fchown((int)file.SafeFileHandle.DangerousGetHandle(), uint.MaxValue, gid),
                        $"give {path} to group {gid}"
                    );
                }

                File.SetUnixFileMode(file.SafeFileHandle, group is null ? ForAll : ForGroup);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, replace);
        }
        catch (IOException e) when (!replace && File.Exists(path))
        {
            throw new HostException($"{path} is there already, and stays as it is", e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchown(int file, uint owner, uint group);
}
