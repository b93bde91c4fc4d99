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

    /// <summary>Sends several requests at once, of which so many ask for an answer.</summary>
    /// <exception cref="ErrnoException">What was wrong with the first that failed; all have been answered by then.</exception>
    public void Tell(byte[] requests, int answers, string what)
    {
        _socket.WriteAll(requests, what);
        ErrnoException? failure = null;
        var buffer = new byte[65536];
        while (answers > 0)
        {
            foreach (var message in NetlinkMessage.Split(buffer.AsSpan(0, Receive(buffer, what))))
            {
                if (message.Type == NLMSG_ERROR)
                {
                    answers--;
                    failure ??= Failure(message, what);
                }
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

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
                        return Failure(message, what) is { } failure ? throw failure : answers;
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

    /// <returns>Null for an acknowledgement.</returns>
    private static ErrnoException? Failure(NetlinkMessage error, string what) =>
        -BitConverter.ToInt32(error.Content) is not 0 and var errno ? new ErrnoException(what, errno) : null;

    private unsafe int Receive(byte[] buffer, string what)
    {
        fixed (byte* start = buffer)
        {
            return ErrnoException.Check((int)recv(_socket.Value, start, (nuint)buffer.Length, 0), what);
        }
    }
}
