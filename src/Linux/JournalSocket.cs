// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using System.Text;

namespace RootfulContainers.Linux;

/// <summary>The journal, in its native protocol: one record is one datagram.</summary>
internal sealed partial class JournalSocket : IDisposable
{
    public const string DefaultPath = "/run/systemd/journal/socket";

    private const int Datagram = 2;
    private const int CloseOnExec = 0x80000;
    private const int DoNotWait = 0x40;
    private const int NoSignal = 0x4000;

    private readonly int _socket;

    private JournalSocket(int socket) => _socket = socket;

    /// <returns><see langword="null"/> when nobody listens there.</returns>
    public static JournalSocket? TryOpen(string path = DefaultPath)
    {
        if (Encoding.UTF8.GetByteCount(path) > UnixAddress.LongestPath)
        {
            return null;
        }

        var socket = Socket(UnixAddress.Family, Datagram | CloseOnExec, 0);
        if (socket < 0)
        {
            return null;
        }

        var address = UnixAddress.OfPath(path);
        if (Connect(socket, ref address[0], address.Length) == 0)
        {
            return new JournalSocket(socket);
        }

        _ = NativeFile.Close(socket);
        return null;
    }

    /// <param name="program">Who says it.</param>
    /// <param name="priority">As in syslog(3).</param>
    /// <param name="message">One line.</param>
    /// <param name="unit">The one to whose status it belongs as well; the journal believes only root.</param>
    /// <param name="wait">Whether to wait for a journal that does not keep up.</param>
    public bool TrySend(string program, int priority, string message, string? unit = null, bool wait = false)
    {
        var subject = unit is null ? "" : $"OBJECT_SYSTEMD_UNIT={unit}\n";
        var record = Encoding.UTF8.GetBytes(
            $"PRIORITY={priority}\nSYSLOG_IDENTIFIER={program}\n{subject}MESSAGE={message}\n"
        );
        return Send(_socket, ref record[0], record.Length, NoSignal | (wait ? 0 : DoNotWait)) == record.Length;
    }

    public void Dispose() => _ = NativeFile.Close(_socket);

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect")]
    private static partial int Connect(int socket, ref byte address, int length);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(int socket, ref byte bytes, nint count, int flags);
}
