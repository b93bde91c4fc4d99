// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using System.Text;

namespace RootfulContainers.Generator;

/// <summary>
/// The journal, in its native protocol. It is never waited for: the service manager waits for the generator, and the journal
/// for the service manager.
/// </summary>
internal sealed partial class JournalSocket : IDisposable
{
    private const int UnixFamily = 1;
    private const int Datagram = 2;
    private const int CloseOnExec = 0x80000;
    private const int DoNotWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int LongestPath = 107;

    private readonly int _socket;

    private JournalSocket(int socket) => _socket = socket;

    /// <returns><see langword="null"/> when nobody listens there.</returns>
    public static JournalSocket? TryOpen(string path)
    {
        // struct sockaddr_un: the family, the path and a NUL.
        var address = new byte[2 + LongestPath + 1];
        BitConverter.TryWriteBytes(address, (ushort)UnixFamily);
        if (Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            return null;
        }

        Encoding.UTF8.GetBytes(path, address.AsSpan(2));
        var socket = Socket(UnixFamily, Datagram | CloseOnExec, 0);
        if (socket < 0)
        {
            return null;
        }

        if (Connect(socket, ref address[0], address.Length) == 0)
        {
            return new JournalSocket(socket);
        }

        _ = NativeFile.Close(socket);
        return null;
    }

    /// <summary>Sends one line as an error.</summary>
    public bool TrySend(string program, string message)
    {
        var fields = Encoding.UTF8.GetBytes($"PRIORITY=3\nSYSLOG_IDENTIFIER={program}\nMESSAGE={message}\n");
        return Send(_socket, ref fields[0], fields.Length, DoNotWait | NoSignal) == fields.Length;
    }

    public void Dispose() => _ = NativeFile.Close(_socket);

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect")]
    private static partial int Connect(int socket, ref byte address, int length);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(int socket, ref byte bytes, nint count, int flags);
}
