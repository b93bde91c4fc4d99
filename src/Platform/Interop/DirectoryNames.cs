// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Interop;

/// <summary>
/// The names in a directory, by readdir(3). The framework looks at what each link leads to, which may be a file system of a user's
/// that never answers.
/// </summary>
internal static unsafe partial class DirectoryNames
{
    // Of d_name in struct dirent of 64-bit Linux.
    private const int Offset = 19;

    public static IReadOnlyList<string> Of(Descriptor directory, string what)
    {
        var own = Descriptor.Open(directory.Value, ".", O_RDONLY | O_DIRECTORY, what);
        var stream = fdopendir(own.Value);
        if (stream == 0)
        {
            own.Dispose();
            throw ErrnoException.Last(what);
        }

        // closedir(3) closes it.
        _ = own.Release();
        var names = new List<string>();
        for (byte* entry; (entry = readdir(stream)) != null; )
        {
            var name = Marshal.PtrToStringUTF8((nint)(entry + Offset))!;
            if (name is not ("." or ".."))
            {
                names.Add(name);
            }
        }

        _ = closedir(stream);
        return names;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint fdopendir(int descriptor);

    [LibraryImport("libc")]
    private static partial byte* readdir(nint stream);

    [LibraryImport("libc")]
    private static partial int closedir(nint stream);
}
