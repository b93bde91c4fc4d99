// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;

namespace RootfulContainers.Generator;

/// <summary>Names in a directory, without the framework's enumeration, which is a tenth of the start of the program.</summary>
internal static partial class NativeDirectory
{
    // After d_ino, d_off, d_reclen and d_type, on every 64-bit Linux.
    private const int NameOffset = 19;

    /// <summary>In no order; none when there is no such directory, or the caller may not read it.</summary>
    public static List<string> Names(string path)
    {
        var names = new List<string>();
        var directory = OpenDirectory(path);
        if (directory == 0)
        {
            return names;
        }

        for (var entry = ReadDirectory(directory); entry != 0; entry = ReadDirectory(directory))
        {
            names.Add(Marshal.PtrToStringUTF8(entry + NameOffset)!);
        }

        _ = CloseDirectory(directory);
        return names;
    }

    [LibraryImport("libc", EntryPoint = "opendir", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenDirectory(string path);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial nint ReadDirectory(nint directory);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseDirectory(nint directory);
}
