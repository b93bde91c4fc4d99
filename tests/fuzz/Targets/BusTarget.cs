// SPDX-License-Identifier: BSD-2-Clause
using System.Net.Sockets;
using System.Text;
using RootfulContainers.Platform.Systemd;
using static RootfulContainers.Tests.Fuzz.Targets.AllTargets;

namespace RootfulContainers.Tests.Fuzz.Targets;

/// <summary>
/// What a user's service manager sends over D-Bus. An input is all it ever says, its greeting first; then it closes the
/// connection, so that nothing waits for more.
/// </summary>
internal static class BusTarget
{
    private const string Path = "/org/freedesktop/systemd1";
    private const string Unit = "rootful-init@web.service";

    private static readonly string SocketPath = System.IO.Path.Combine(Places.Findings, ".bus");

    // Far below what counts as a hang here.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Lazy<Socket> Listener = new(Listen);

    public static Target Make() =>
        new(
            "bus",
            Converse,
            [
                Greeted(Reply("v", [1, (byte)'s', 0, .. Text(3, "active")])),
                Greeted(Reply("v", [1, (byte)'b', 0, 0, 1, 0, 0, 0])),
                Greeted(Reply("v", [1, (byte)'i', 0, 0, 143, 0, 0, 0])),
                Greeted(Reply("v", [2, (byte)'a', (byte)'s', 0, 8, 0, 0, 0, .. Text(8, "A=b")])),
                Greeted([.. Reply("o", Text(0, $"{Path}/job/1")), .. JobRemoved()]),
            ]
        )
        {
            Words = ["\r\n", "DATA\r\n", "AGREE_UNIX_FD\r\n", "ERROR\r\n", "REJECTED EXTERNAL\r\n"],
        };

    private static void Converse(byte[] messages)
    {
        Ask(messages, m => m.ActiveState(Unit));
        Ask(messages, m => m.NeedsReload(Unit));
        Ask(messages, m => m.MainProcess(Unit));
        Ask(messages, m => m.HasEnvironment(Unit, "A=b"));
        Ask(messages, m => m.MainExit(Unit));
        Ask(messages, m => m.NextFinishedJob([$"{Path}/job/1"]));
    }

    private static void Ask<T>(byte[] messages, Func<ServiceManager, T> ask) =>
        ToleratingFailures(() =>
        {
            var listener = Listener.Value;
            using var manager = ServiceManager.Connect(SocketPath, SocketPath, user: 0, "the manager", Patience);
            using var peer = listener.Accept();
            // All of it fits into the socket's buffer.
            peer.Send(messages);
            peer.Shutdown(SocketShutdown.Send);
            _ = ask(manager);
        });

    private static Socket Listen()
    {
        File.Delete(SocketPath);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen();
        return listener;
    }

    private static byte[] Greeted(byte[] messages) =>
        [.. Encoding.ASCII.GetBytes($"DATA\r\nOK {new string('a', 32)}\r\nAGREE_UNIX_FD\r\n"), .. messages];

    private static byte[] Reply(string signature, byte[] body) =>
        Message(2, signature, body, (5, 'u', BitConverter.GetBytes(1)));

    private static byte[] JobRemoved()
    {
        List<byte> body = [1, 0, 0, 0];
        foreach (var text in new[] { $"{Path}/job/1", Unit, "done" })
        {
            body.AddRange(Text(body.Count, text));
        }

        return Message(
            4,
            "uoss",
            [.. body],
            (1, 'o', Text(4, Path)),
            (2, 's', Text(4, "org.freedesktop.systemd1.Manager")),
            (3, 's', Text(4, "JobRemoved"))
        );
    }

    // See "Message Format" of the D-Bus specification; the numbers of this machine's byte order.
    private static byte[] Message(
        byte type,
        string signature,
        byte[] body,
        params (byte Code, char Type, byte[] Value)[] fields
    )
    {
        List<byte> header = [];
        foreach (
            var (code, fieldType, value) in fields.Append(
                ((byte)8, 'g', [(byte)signature.Length, .. Encoding.ASCII.GetBytes(signature), 0])
            )
        )
        {
            Align(header, 8);
            header.AddRange([code, 1, (byte)fieldType, 0, .. value]);
        }

        List<byte> message =
        [
            (byte)'l',
            type,
            1,
            1,
            .. BitConverter.GetBytes(body.Length),
            .. BitConverter.GetBytes(1),
        ];
        message.AddRange([.. BitConverter.GetBytes(header.Count), .. header]);
        Align(message, 8);
        return [.. message, .. body];
    }

    /// <summary>A string or an object path that comes after so many octets.</summary>
    private static byte[] Text(int offset, string text)
    {
        List<byte> bytes = [.. new byte[offset % 4]];
        Align(bytes, 4);
        var octets = Encoding.UTF8.GetBytes(text);
        return [.. bytes[(offset % 4)..], .. BitConverter.GetBytes(octets.Length), .. octets, 0];
    }

    private static void Align(List<byte> bytes, int size)
    {
        while (bytes.Count % size != 0)
        {
            bytes.Add(0);
        }
    }
}
