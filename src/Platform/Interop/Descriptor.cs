// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Interop;

/// <summary>An open file descriptor: what root verified is what root uses, whatever happens to the path meanwhile.</summary>
internal sealed class Descriptor : SafeHandleMinusOneIsInvalid
{
    public Descriptor(int value)
        : base(ownsHandle: true) => SetHandle(value);

    public int Value => (int)handle;

    /// <summary>A path that leads to this very file as long as the descriptor is open.</summary>
    public string ProcPath => $"/proc/self/fd/{Value}";

    /// <summary>Opens relative to a directory; a link as the last component is refused, never followed.</summary>
    public static Descriptor Open(int directory, string path, int flags, string what, uint mode = 0) =>
        new(ErrnoException.Check(openat(directory, path, flags | O_NOFOLLOW | O_CLOEXEC, mode), what));

    public static Descriptor Open(string path, int flags, string what, uint mode = 0) =>
        Open(AT_FDCWD, path, flags, what, mode);

    public FileStatus Status(string what)
    {
        ErrnoException.Check(statx(Value, "", AT_EMPTY_PATH, 0x7ff, out var status), what);
        return status;
    }

    /// <summary>Polls for input; a pidfd becomes readable when its process ends.</summary>
    public unsafe bool IsReadable(TimeSpan within)
    {
        var clock = Stopwatch.StartNew();
        var descriptor = new PollDescriptor { Descriptor = Value, Events = POLLIN };
        int ready;
        while (
            (ready = poll(&descriptor, 1, Milliseconds(within - clock.Elapsed))) < 0
            && Marshal.GetLastPInvokeError() == EINTR
        ) { }

        return ready > 0;
    }

    /// <summary>Reads to the end, or throws when there is more than <paramref name="limit"/> bytes.</summary>
    public unsafe byte[] ReadAll(int limit, string what)
    {
        // Nearly all files are small; a buffer of the limit would have the garbage collector run for each of them.
        var buffer = new byte[Math.Min(4096, limit + 1)];
        var length = 0;
        while (length <= limit)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(2L * length, limit + 1L));
            }

            nint count;
            fixed (byte* start = buffer)
            {
                count = read(Value, start + length, (nuint)(buffer.Length - length));
            }

            if (count < 0)
            {
                throw ErrnoException.Last(what);
            }

            if (count == 0)
            {
                return buffer[..length];
            }

            length += (int)count;
        }

        throw new HostException($"{what}: larger than {limit} bytes");
    }

    public unsafe void WriteAll(ReadOnlySpan<byte> content, string what)
    {
        while (!content.IsEmpty)
        {
            nint count;
            fixed (byte* start = content)
            {
                count = write(Value, start, (nuint)content.Length);
            }

            if (count < 0)
            {
                throw ErrnoException.Last(what);
            }

            content = content[(int)count..];
        }
    }

    public void WriteAll(string content, string what) => WriteAll(Encoding.UTF8.GetBytes(content), what);

    /// <summary>Hands the number over to code that closes it itself.</summary>
    public int Release()
    {
        var value = Value;
        SetHandleAsInvalid();
        return value;
    }

    protected override bool ReleaseHandle() => close(Value) == 0;
}
