// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Interop;

/// <summary>How a program ended and what it printed.</summary>
/// <param name="Status">Its exit status, or 128 + the signal that ended it.</param>
internal sealed record ChildResult(int Status, byte[] Output, byte[] Messages)
{
    public string OutputText => Encoding.UTF8.GetString(Output);

    /// <summary>What it printed on standard error.</summary>
    public string MessageText => Encoding.UTF8.GetString(Messages).Trim();
}

/// <summary>What this program does while it waits for the end of another.</summary>
/// <param name="BeforeInput">Done when the other has been started and before it gets any input; it does not throw.</param>
/// <param name="Event">Waited for as well.</param>
/// <param name="OnEvent">Done whenever that can be read; it reads it, and does not throw: the other would be left alone.</param>
internal sealed record Meanwhile(Action BeforeInput, Descriptor Event, Action OnEvent);

/// <summary>
/// Runs a program to its end in the calling thread; nothing else here runs programs. The framework's processes need a thread pool,
/// whose start takes longer than netavark takes to begin.
/// </summary>
internal sealed unsafe class ChildProcess : IDisposable
{
    private const int LargestOutput = 16 << 20;

    private readonly int _process;
    private readonly SpawnGroup _group;
    private readonly Descriptor _pidfd;
    private readonly Descriptor _input;
    private readonly Descriptor _output;
    private readonly Descriptor _messages;
    private bool _isReaped;

    private ChildProcess(int process, SpawnGroup group, Descriptor input, Descriptor output, Descriptor messages)
    {
        (_process, _group) = (process, group);
        _pidfd = new Descriptor(PidfdOpen(process));
        _input = input;
        _output = output;
        _messages = messages;
    }

    private static readonly Dictionary<string, string?> NoChanges = [];

    /// <summary>A program that needs no input and has this program's own environment.</summary>
    /// <returns>Null when it was killed for running too long.</returns>
    public static ChildResult? Run(string path, IReadOnlyList<string> arguments, TimeSpan limit) =>
        Run(path, arguments, NoChanges, [], limit);

    /// <param name="path">Absolute; no search, no shell.</param>
    /// <param name="arguments">Without the program's own name.</param>
    /// <param name="environment">Laid over this program's own.</param>
    /// <param name="input">All of its standard input.</param>
    /// <param name="limit">What runs longer is killed, with the programs that it waits for if it has a group of its own.</param>
    /// <returns>Null when it was killed for running too long.</returns>
    public static ChildResult? Run(
        string path,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?> environment,
        ReadOnlySpan<byte> input,
        TimeSpan limit,
        Meanwhile? meanwhile = null,
        SpawnGroup group = SpawnGroup.ProcessGroup
    )
    {
        using var child = Start(path, arguments, environment, group);
        return child.Follow(input, limit, meanwhile);
    }

    /// <summary>Ends it when it took too long, or when something else failed meanwhile.</summary>
    public void Dispose()
    {
        if (!_isReaped)
        {
            // Its process group: what hangs may be a program that it started, which would go on without it.
            _ = kill(_group == SpawnGroup.Inherited ? _process : -_process, SIGKILL);
            Reap();
        }

        _pidfd.Dispose();
        _input.Dispose();
        _output.Dispose();
        _messages.Dispose();
    }

    private static ChildProcess Start(
        string path,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?> environment,
        SpawnGroup group
    )
    {
        var (inputRead, inputWrite) = Pipe.Open();
        var (outputRead, outputWrite) = Pipe.Open();
        var (messagesRead, messagesWrite) = Pipe.Open();
        try
        {
            var process = PosixSpawn.Start(
                path,
                arguments,
                Environment(environment),
                group,
                inputRead,
                outputWrite,
                messagesWrite
            );
            // Only our ends: a program need not know what to do with a pipe that does not block.
            foreach (var end in new[] { inputWrite, outputRead, messagesRead })
            {
                Pipe.DoNotBlock(end);
            }

            return new ChildProcess(process, group, inputWrite, outputRead, messagesRead);
        }
        finally
        {
            inputRead.Dispose();
            outputWrite.Dispose();
            messagesWrite.Dispose();
        }
    }

    private ChildResult? Follow(ReadOnlySpan<byte> input, TimeSpan limit, Meanwhile? meanwhile)
    {
        using var output = new MemoryStream();
        using var messages = new MemoryStream();
        var clock = Stopwatch.StartNew();
        var (hasEnded, outputEnded, messagesEnded) = (false, false, false);
        var polled = stackalloc PollDescriptor[5];
        meanwhile?.BeforeInput();
        input = Write(input);
        while (!hasEnded && clock.Elapsed < limit)
        {
            polled[0] = new PollDescriptor { Descriptor = _pidfd.Value, Events = POLLIN };
            // A pipe that was closed stays readable, and poll(2) would return at once for it, again and again.
            polled[1] = new PollDescriptor { Descriptor = outputEnded ? -1 : _output.Value, Events = POLLIN };
            polled[2] = new PollDescriptor { Descriptor = messagesEnded ? -1 : _messages.Value, Events = POLLIN };
            polled[3] = new PollDescriptor { Descriptor = input.IsEmpty ? -1 : _input.Value, Events = POLLOUT };
            polled[4] = new PollDescriptor { Descriptor = meanwhile?.Event.Value ?? -1, Events = POLLIN };
            if (poll(polled, 5, Milliseconds(limit - clock.Elapsed)) < 0)
            {
                continue;
            }

            // Its end is what counts, not the end of the pipes: what it started may keep them for ever.
            hasEnded = polled[0].Returned != 0;
            outputEnded |= Read(_output, output);
            messagesEnded |= Read(_messages, messages);
            if (polled[3].Returned != 0)
            {
                input = Write(input);
            }

            if (polled[4].Returned != 0)
            {
                meanwhile?.OnEvent();
            }
        }

        if (!hasEnded)
        {
            return null;
        }

        var status = Reap();
        var signal = status & 0x7f;
        return new ChildResult(signal == 0 ? (status >> 8) & 0xff : 128 + signal, output.ToArray(), messages.ToArray());
    }

    private int Reap()
    {
        int status;
        while (waitpid(_process, &status, 0) < 0 && Marshal.GetLastPInvokeError() == EINTR) { }

        _isReaped = true;
        return status;
    }

    /// <summary>Writes what fits; the end of the input closes the pipe.</summary>
    private ReadOnlySpan<byte> Write(ReadOnlySpan<byte> input)
    {
        nint count;
        fixed (byte* start = input)
        {
            count = write(_input.Value, start, (nuint)input.Length);
        }

        // A program that does not read has ended or will say why.
        var rest = count < 0 && Marshal.GetLastPInvokeError() != EAGAIN ? [] : input[(int)Math.Max(0, count)..];
        if (rest.IsEmpty)
        {
            _input.Dispose();
        }

        return rest;
    }

    /// <returns>Whether nothing more will come.</returns>
    private static bool Read(Descriptor pipe, MemoryStream stream)
    {
        var buffer = stackalloc byte[4096];
        nint count = 0;
        while (stream.Length < LargestOutput && (count = read(pipe.Value, buffer, 4096)) > 0)
        {
            stream.Write(new ReadOnlySpan<byte>(buffer, (int)count));
        }

        return count == 0 || stream.Length >= LargestOutput;
    }

    private static IEnumerable<string> Environment(IReadOnlyDictionary<string, string?> changes)
    {
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            if (!changes.ContainsKey((string)variable.Key))
            {
                yield return $"{variable.Key}={variable.Value}";
            }
        }

        foreach (var (name, value) in changes)
        {
            if (value is not null)
            {
                yield return $"{name}={value}";
            }
        }
    }
}
