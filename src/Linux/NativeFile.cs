// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using System.Text;

namespace RootfulContainers.Linux;

/// <summary>
/// The few system calls that reading and writing thousands of small files takes; what the framework does around each of
/// them doubles the time of a run.
/// </summary>
internal static partial class NativeFile
{
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int NoTerminal = 0x100;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int CurrentDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7ff;
    private const int Exists = 17;
    private const int Interrupted = 4;

    public static int OpenDirectory(string path) =>
        Check(OpenAt(CurrentDirectory, path, ReadOnly | CloseOnExec, 0), path);

    /// <summary>A file to write to that is there already; <see langword="null"/> when it cannot be opened.</summary>
    public static int? TryOpenToWrite(string path) =>
        // Not blocking: a FIFO that nobody reads, or a slow terminal, must not hang the boot.
        OpenAt(CurrentDirectory, path, WriteOnly | NoTerminal | NonBlocking | CloseOnExec, 0) is var file and >= 0
            ? file
            : null;

    /// <summary>The first <paramref name="limit"/> bytes of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] Read(string path, int limit) => Read(path, limit, out _);

    /// <summary>The same, with who may read it.</summary>
    public static byte[] Read(string path, int limit, out FileStatus status)
    {
        // Not blocking: a FIFO in place of a definition must not hang the boot, and reads as empty.
        var flags = ReadOnly | CloseOnExec | NoTerminal | NonBlocking;
        var file = Check(OpenAt(CurrentDirectory, path, flags, 0), path);
        try
        {
            Check(Status(file, "", EmptyPath, BasicStatus, out status), path);
            Span<byte> small = stackalloc byte[4096];
            var length = Read(file, small, path, (long)status.Size);
            if (length < small.Length)
            {
                return small[..length].ToArray();
            }

            // One byte more than it should have shows the end.
            var bytes = new byte[(int)Math.Min(limit, Math.Max((long)status.Size, small.Length) + 1)];
            small.CopyTo(bytes);
            length += Read(file, bytes.AsSpan(length), path, long.MaxValue);
            while (length == bytes.Length && length < limit)
            {
                Array.Resize(ref bytes, Math.Min(limit, 2 * length));
                length += Read(file, bytes.AsSpan(length), path, long.MaxValue);
            }

            return bytes[..length];
        }
        finally
        {
            _ = Close(file);
        }
    }

    /// <exception cref="IOException">It exists, or cannot be written.</exception>
    public static void Write(int directory, string path, ReadOnlySpan<byte> bytes, int mode)
    {
        var file = Check(OpenAt(directory, path, WriteOnly | Create | Exclusive | CloseOnExec, mode), path);
        try
        {
            if (!TryWrite(file, bytes))
            {
                var failure = Failure(path);
                // Of a unit that is cut off, systemd would take what is there.
                _ = UnlinkAt(directory, path, 0);
                throw failure;
            }
        }
        finally
        {
            _ = Close(file);
        }
    }

    /// <summary>Writes to a file that may be unable to seek: a device, a pipe, a terminal.</summary>
    /// <returns>Whether all of it was written.</returns>
    public static bool TryWrite(int file, ReadOnlySpan<byte> bytes) => TryWrite(file, ref bytes);

    /// <param name="bytes">What is left of them afterwards.</param>
    public static bool TryWrite(int file, ref ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var written = WriteFile(file, ref MemoryMarshal.GetReference(bytes), bytes.Length);
            if (written > 0)
            {
                bytes = bytes[(int)written..];
            }
            else if (!WasInterrupted(written))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Who may do what with a file or directory; <see langword="null"/> when there is none.</summary>
    public static FileStatus? Status(string path) =>
        Status(CurrentDirectory, path, 0, BasicStatus, out var status) < 0 ? null : status;

    /// <summary>What a symbolic link holds; <see langword="null"/> for everything else.</summary>
    public static string? LinkTarget(string path)
    {
        Span<byte> target = stackalloc byte[4096];
        var length = ReadLink(path, ref MemoryMarshal.GetReference(target), target.Length);
        return length < 0 ? null : Encoding.UTF8.GetString(target[..(int)length]);
    }

    public static void MakeDirectory(int directory, string path)
    {
        if (MakeDirectoryAt(directory, path, 0x1ed) < 0 && Marshal.GetLastPInvokeError() != Exists)
        {
            throw Failure(path);
        }
    }

    public static void MakeLink(int directory, string path, string target) =>
        Check(LinkAt(target, directory, path), path);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    // The size saves reading on to see that there is no more.
    private static int Read(int file, Span<byte> bytes, string path, long size)
    {
        var length = 0;
        while (length < bytes.Length)
        {
            var read = (int)ReadFile(file, ref bytes[length], bytes.Length - length);
            if (WasInterrupted(read))
            {
                continue;
            }

            if (Check(read, path) == 0)
            {
                break;
            }

            length += read;
            if (length == size)
            {
                break;
            }
        }

        return length;
    }

    private static int Check(int result, string path) => result >= 0 ? result : throw Failure(path);

    private static bool WasInterrupted(nint result) => result < 0 && Marshal.GetLastPInvokeError() == Interrupted;

    private static IOException Failure(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        var reason = Marshal.GetPInvokeErrorMessage(error);
        return new IOException(error == Exists ? $"{path}: already exists" : $"{path}: {reason}") { HResult = error };
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(int directory, string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadFile(int file, ref byte bytes, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteFile(int file, ref byte bytes, nint count);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(int directory, string path, int flags);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirectoryAt(int directory, string path, int mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int directory, string path, int flags, uint mask, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "readlink", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ReadLink(string path, ref byte target, nint size);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkAt(string target, int directory, string path);
}
