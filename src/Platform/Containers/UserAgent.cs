// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Containers;

/// <summary>
/// A process that runs as the container's user, and is the only one that touches what is the user's: paths below
/// <c>/run/user/UID</c>, the user's service manager and its messages, the user's podman. Any of these can hang whoever touches
/// it, for ever and beyond SIGKILL, or lead elsewhere. Here a hang harms nobody: the agent holds no lock and nothing of root's,
/// is waited for with a deadline and then abandoned; and where a link of the user's leads, the user could go anyway.
/// </summary>
/// <remarks>
/// It is the supervisor's program, which says one <see cref="AgentMessage"/> a line. A user may end it, but neither trace nor
/// change it: it is not dumpable, having changed its user or having been started from a file that the user cannot read.
/// </remarks>
internal sealed unsafe class UserAgent : IDisposable
{
    public const string UserOption = $"{SupervisorOptions.User}=";
    public const string Initialize = "--initialize";
    public const string Inspect = "--inspect";
    public const string Remove = "--remove";

    /// <summary>Removes the container, and not its network namespace.</summary>
    public const string RemoveContainer = "--remove=container";
    public const string Start = "--start";

    /// <summary>Says how the container ended.</summary>
    public const string End = "--end";

    /// <summary>Stops the container first.</summary>
    public const string EndByStop = "--end=stop";

    /// <summary>Likewise, and the failure of its units stays to be seen.</summary>
    public const string EndByFailure = "--end=failure";

    /// <summary>Says what explains the container's end; with the time since when, in microseconds of the clock.</summary>
    public const string Explain = "--explain=";

    /// <summary>Takes one message with descriptors from the notify socket, which is its standard input.</summary>
    public const string Discard = "--discard";

    /// <summary>Of <see cref="Initialize"/>: which definition.</summary>
    public const string DefinitionOption = "--definition=";

    /// <summary>What the agent is told when it may begin: whether files were made that the container has to mount.</summary>
    public const string BeginAnew = "anew";
    public const string Begin = "begin";

    /// <summary>Likewise, once it has said that the container is created: to have it started.</summary>
    public const string BeginStart = "start";

    /// <summary>How often it says something, whatever it waits for.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>How long it may say nothing: a service manager has 25 s for an answer.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(40);

    private const int LongestLine = 8192;
    private const int MostLines = 100_000;

    // Of this program's own: where programs are and in which language they speak is no secret.
    private static readonly string[] Inherited = ["PATH", "LANG"];

    private readonly Descriptor _pidfd;
    private readonly Descriptor? _input;
    private readonly Descriptor _output;
    private readonly UserAccount _user;
    private readonly StringBuilder _received = new();
    private readonly Queue<AgentMessage> _messages = new();
    private readonly Stopwatch _silence = Stopwatch.StartNew();
    private int _lines;
    private volatile HostException? _notMoved;

    private UserAgent(UserAccount user, int process, Descriptor? input, Descriptor output)
    {
        _user = user;
        _pidfd = new Descriptor(PidfdOpen(process));
        _input = input;
        _output = output;
        if (!user.IsCurrent)
        {
            Move(process);
        }
    }

    /// <summary>Polls readable when it said something or ended.</summary>
    public int PollDescriptor => _output.Value;

    /// <summary>How long it may still be silent.</summary>
    public TimeSpan Patience => _silence.Elapsed < Silence ? Silence - _silence.Elapsed : TimeSpan.Zero;

    /// <summary>The agent's program: beside this one, or this one itself.</summary>
    public static string Program => Path.Join(Path.GetDirectoryName(Environment.ProcessPath), "container-supervisor");

    /// <summary>Starts one that is told what to do on its standard input.</summary>
    public static UserAgent Run(ContainerName name, UserAccount user, params IReadOnlyList<string> arguments)
    {
        var (read, write) = Pipe.Open();
        using (read)
        {
            try
            {
                return Run(name, user, arguments, read, write);
            }
            catch
            {
                write.Dispose();
                throw;
            }
        }
    }

    /// <param name="input">Its standard input.</param>
    public static UserAgent Run(
        ContainerName name,
        UserAccount user,
        Descriptor input,
        IReadOnlyList<string> arguments
    ) => Run(name, user, arguments, input, null);

    /// <summary>Starts one that says nothing.</summary>
    /// <returns>A descriptor that polls readable when it has ended.</returns>
    public static Descriptor RunSilently(ContainerName name, UserAccount user, string argument, Descriptor input)
    {
        using var nowhere = OpenNull();
        return new Descriptor(PidfdOpen(Spawn(name, user, [argument], input, nowhere)));
    }

    public void Tell(string line)
    {
        try
        {
            _input?.WriteAll($"{line}\n", "tell the agent");
        }
        catch (ErrnoException)
        {
            // It has ended, and said why.
        }
    }

    /// <summary>What it says next.</summary>
    /// <param name="limit">How long this may take in all; as long as it goes on when it is not given.</param>
    /// <exception cref="HostException">It says nothing more, or was silent for too long.</exception>
    public AgentMessage Next(TimeSpan? limit = null)
    {
        _silence.Restart();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (TryNext() is { } message)
            {
                return message;
            }

            var left = limit - clock.Elapsed;
            if (left <= TimeSpan.Zero)
            {
                throw Hangs();
            }

            _ = _output.IsReadable(left < Patience ? left.Value : Patience);
        }
    }

    /// <summary>What it has said.</summary>
    /// <returns>Null when that is nothing yet.</returns>
    /// <exception cref="HostException">It says nothing more, or was silent for too long.</exception>
    public AgentMessage? TryNext()
    {
        if (_messages.Count == 0 && !Receive() && _messages.Count == 0)
        {
            throw _notMoved ?? new HostException($"the agent that runs as user {_user} ended before it was done");
        }

        if (_messages.TryDequeue(out var message))
        {
            return message;
        }

        return Patience > TimeSpan.Zero ? null : throw Hangs();
    }

    /// <summary>Lets it end by itself, having said all: what is still there when its starter ends is a line in the journal.</summary>
    public void AwaitEnd(TimeSpan limit) => _ = !_pidfd.IsInvalid && _pidfd.IsReadable(limit);

    /// <summary>Ends it, and waits until it asks for nothing more, unless it hangs.</summary>
    public void EndAtOnce(TimeSpan limit)
    {
        Kill();
        AwaitEnd(limit);
    }

    /// <summary>Ends it, or lets it hang where it does.</summary>
    public void Dispose()
    {
        Kill();
        _pidfd.Dispose();
        _input?.Dispose();
        _output.Dispose();
    }

    private void Kill()
    {
        if (!_pidfd.IsInvalid)
        {
            _ = PidfdKill(_pidfd);
        }
    }

    /// <summary>
    /// Has it belong to the user, wherever it hangs by then: meanwhile it can do its work. It is not waited for, and so keeps its number
    /// as long as this program runs.
    /// </summary>
    private void Move(int process) =>
        new Thread(() =>
        {
            try
            {
                UserControlGroup.Take(process, _user.Uid);
            }
            catch (ErrnoException e) when (e.Errno != ESRCH)
            {
                // The user's doing, as only they can change anything there.
                _notMoved = e;
                _ = kill(process, SIGKILL);
                UserControlGroup.Abandon(process);
            }
            catch (ErrnoException)
            {
                // It has ended.
            }
        })
        {
            IsBackground = true,
        }.Start();

    private NoAnswerException Hangs() =>
        new(
            $"what belongs to user {_user} did not answer in time: its service manager, its podman, or a file system in its "
                + "runtime directory hangs"
        );

    /// <returns>Whether more may come.</returns>
    private bool Receive()
    {
        var buffer = stackalloc byte[4096];
        nint count;
        while ((count = read(_output.Value, buffer, 4096)) > 0)
        {
            _silence.Restart();
            // A character may be cut in two here, and is whole again when its line is.
            _received.Append(Encoding.Latin1.GetString(buffer, (int)count));
            Split();
        }

        return count < 0 && Marshal.GetLastPInvokeError() is EAGAIN or EINTR;
    }

    private void Split()
    {
        var text = _received.ToString();
        var start = 0;
        for (int end; (end = text.IndexOf('\n', start)) >= 0; start = end + 1)
        {
            _messages.Enqueue(AgentMessage.Parse(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text[start..end]))));
            if (++_lines > MostLines)
            {
                throw new HostException($"the agent that runs as user {_user} does not come to an end");
            }
        }

        _received.Clear().Append(text, start, text.Length - start);
        if (_received.Length > LongestLine)
        {
            throw new HostException($"the agent that runs as user {_user} said too much");
        }
    }

    /// <param name="teller">By which it is told.</param>
    private static UserAgent Run(
        ContainerName name,
        UserAccount user,
        IReadOnlyList<string> arguments,
        Descriptor input,
        Descriptor? teller
    )
    {
        var (read, write) = Pipe.Open();
        using (write)
        {
            try
            {
                var process = Spawn(name, user, arguments, input, write);
                Pipe.DoNotBlock(read);
                return new UserAgent(user, process, teller, read);
            }
            catch
            {
                read.Dispose();
                throw;
            }
        }
    }

    private static int Spawn(
        ContainerName name,
        UserAccount user,
        IReadOnlyList<string> arguments,
        Descriptor input,
        Descriptor output
    )
    {
        using var nowhere = OpenNull();
        var uid = user.Uid.ToString(CultureInfo.InvariantCulture);
        return PosixSpawn.Start(
            Program,
            [name.ToString(), $"{UserOption}{uid}", .. arguments],
            [
                .. Inherited
                    .Select(v => (Name: v, Value: Environment.GetEnvironmentVariable(v)))
                    .Where(v => v.Value is not null)
                    .Select(v => $"{v.Name}={v.Value}"),
                $"XDG_RUNTIME_DIR={StatePaths.RuntimeDirectory(user.Uid)}",
            ],
            SpawnGroup.Session,
            input,
            output,
            nowhere
        );
    }

    private static Descriptor OpenNull() => Descriptor.Open("/dev/null", O_RDWR, "open /dev/null");
}
