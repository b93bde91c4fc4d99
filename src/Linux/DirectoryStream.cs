// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;

namespace RootfulContainers.Linux;

/// <summary>
/// The names in a directory, by readdir(3). The framework's enumeration is a tenth of the start of a program, and looks at what
/// each link leads to, which may be a file system of a user's that never answers.
/// </summary>
internal static partial class DirectoryStream
{
    // Of d_name in struct dirent of 64-bit Linux.
    private const int NameOffset = 19;

    /// <summary>In no order; none when there is no such directory, or the caller may not read it.</summary>
    public static List<string> Names(string path) => Read(OpenDirectory(path)) ?? [];

    /// <param name="descriptor">It is closed, unless there is no answer.</param>
    /// <returns><see langword="null"/> when the descriptor is no directory's.</returns>
    public static List<string>? Names(int descriptor) => Read(OpenDirectory(descriptor));

    private static List<string>? Read(nint directory)
    {
        if (directory == 0)
        {
            return null;
        }

        var names = new List<string>();
        for (var entry = ReadDirectory(directory); entry != 0; entry = ReadDirectory(directory))
        {
            var name = Marshal.PtrToStringUTF8(entry + NameOffset)!;
            if (name is not ("." or ".."))
            {
                names.Add(name);
            }
        }

        _ = CloseDirectory(directory);
        return names;
    }

    [LibraryImport("libc", EntryPoint = "opendir", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenDirectory(string path);

    [LibraryImport("libc", EntryPoint = "fdopendir", SetLastError = true)]
    private static partial nint OpenDirectory(int descriptor);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial nint ReadDirectory(nint directory);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseDirectory(nint directory);
}
