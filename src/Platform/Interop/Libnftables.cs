// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;

namespace RootfulContainers.Platform.Interop;

/// <summary>
/// The library of nft(8), see libnftables(3): the same text, without the start of a program. It is loaded at the first
/// call, because a machine whose firewall is of another kind need not have it.
/// </summary>
internal static partial class Libnftables
{
    private const string Library = "libnftables.so.1";

    private static nint _context;

    public static bool IsPresent => NativeLibrary.TryLoad(Library, out _);

    /// <summary>Loads the library and what it reads at its start; nothing where it is missing.</summary>
    public static void Prepare()
    {
        if (IsPresent)
        {
            _ = Context();
        }
    }

    /// <summary>Runs commands in one transaction: all of them or none.</summary>
    /// <returns>What nft would have said was wrong, or <see langword="null"/>.</returns>
    public static string? Run(string commands)
    {
        var context = Context();
        return nft_run_cmd_from_buffer(context, commands) == 0
            ? null
            : Marshal.PtrToStringUTF8(nft_ctx_get_error_buffer(context));
    }

    /// <summary>One for all commands; it lives as long as the program.</summary>
    private static nint Context()
    {
        if (_context == 0)
        {
            _context = nft_ctx_new(0);
            // Its socket stays open in every program that is run from here on, in aardvark-dns for ever.
            Libc.KeepDescriptorsFromChildren();
            // Otherwise it writes to stdout and stderr.
            _ = nft_ctx_buffer_output(_context);
            _ = nft_ctx_buffer_error(_context);
        }

        return _context;
    }

    [LibraryImport(Library)]
    private static partial nint nft_ctx_new(uint flags);

    [LibraryImport(Library)]
    private static partial int nft_ctx_buffer_output(nint context);

    [LibraryImport(Library)]
    private static partial int nft_ctx_buffer_error(nint context);

    [LibraryImport(Library)]
    private static partial nint nft_ctx_get_error_buffer(nint context);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int nft_run_cmd_from_buffer(nint context, string commands);
}
