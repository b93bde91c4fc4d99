// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Interop;

/// <summary>The names in a directory that is open.</summary>
internal static class DirectoryNames
{
    public static IReadOnlyList<string> Of(Descriptor directory, string what)
    {
        var own = Descriptor.Open(directory.Value, ".", O_RDONLY | O_DIRECTORY, what);
        if (DirectoryStream.Names(own.Value) is { } names)
        {
            _ = own.Release();
            return names;
        }

        own.Dispose();
        throw ErrnoException.Last(what);
    }
}
