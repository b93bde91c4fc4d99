// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Interop;

/// <summary>Questions to a part of the kernel, one at a time, see netlink(7).</summary>
internal sealed class NetlinkSocket(int protocol) : IDisposable
{
    public const int NETLINK_ROUTE = 0;
    public const int NETLINK_NETFILTER = 12;
    public const ushort NLM_F_ACK = 4;
    public const ushort NLM_F_DUMP = 0x300;

    private const ushort NLMSG_ERROR = 2;
    private const ushort NLMSG_DONE = 3;
    private const ushort NLM_F_DUMP_INTR = 0x10;

    private readonly Descriptor _socket = new(
        ErrnoException.Check(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol), "netlink socket")
    );

    /// <summary>Sends a request and returns what follows the header in each message of the answer that is of a type.</summary>
    /// <param name="request">With room for the header.</param>
    /// <param name="isWanted">Which of these messages are kept; all by default.</param>
    public List<byte[]> Ask(
        ushort type,
        ushort flags,
        byte[] request,
        string what,
        ushort answerType,
        Func<byte[], bool>? isWanted = null
    )
    {
        NetlinkMessage.WriteHeader(request, type, flags);
        while (true)
        {
            if (TryAsk(request, what, answerType, isWanted) is { } answers)
            {
                return answers;
            }
        }
    }

    /// <summary>Sends several requests at once, of which one asks for an answer.</summary>
    public void Tell(byte[] requests, string what) => _ = TryAsk(requests, what, 0, null);

    public void Dispose() => _socket.Dispose();

    /// <returns>Null when something changed while the kernel listed it: the list may lack what did not change.</returns>
    private List<byte[]>? TryAsk(byte[] request, string what, ushort answerType, Func<byte[], bool>? isWanted)
    {
        _socket.WriteAll(request, what);
        var answers = new List<byte[]>();
        var isInterrupted = false;
        var buffer = new byte[65536];
        while (true)
        {
            foreach (var message in NetlinkMessage.Split(buffer.AsSpan(0, Receive(buffer, what))))
            {
                isInterrupted |= (message.Flags & NLM_F_DUMP_INTR) != 0;
                switch (message.Type)
                {
                    case NLMSG_DONE:
                        return isInterrupted ? null : answers;
                    case NLMSG_ERROR:
                        var errno = -BitConverter.ToInt32(message.Content);
                        return errno == 0 ? answers : throw new ErrnoException(what, errno);
                    default:
                        if (message.Type == answerType && isWanted?.Invoke(message.Content) != false)
                        {
                            answers.Add(message.Content);
                        }

                        break;
                }
            }
        }
    }

    private unsafe int Receive(byte[] buffer, string what)
    {
        fixed (byte* start = buffer)
        {
            return ErrnoException.Check((int)recv(_socket.Value, start, (nuint)buffer.Length, 0), what);
        }
    }
}
