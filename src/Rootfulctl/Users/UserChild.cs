// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>
/// This program once more, as a user: what is a user's may hang whoever touches it, for ever and beyond SIGKILL. So it is waited
/// for with a deadline and then left alone, and what it says is the user's claim.
/// </summary>
internal sealed unsafe class UserChild : IDisposable
{
    public const string Option = "--as-user";

    private const int LargestOutput = 4 << 20;

    private static readonly List<int> Killed = [];

    private readonly int _process;
    private readonly Descriptor _output;
    private readonly MemoryStream _said = new();
    private bool _hasEnded;

    private UserChild(int process, Descriptor output) => (_process, _output) = (process, output);

    /// <summary>All that it said until it ended; null when it has not ended in time, or said too much.</summary>
    public string? Said =>
        _hasEnded && !HasSaidTooMuch ? Encoding.UTF8.GetString(_said.GetBuffer(), 0, (int)_said.Length) : null;

    public bool HasSaidTooMuch => _said.Length > LargestOutput;

    /// <param name="words">Of <see cref="UserTask"/>.</param>
    public static UserChild Start(uint uid, params IReadOnlyList<string> words)
    {
        Reap();
        var (read, write) = Pipe.Open();
        using var nowhere = Descriptor.Open("/dev/null", O_RDWR, "open /dev/null");
        using (write)
        {
            var process = PosixSpawn.Start(
                Environment.ProcessPath!,
                [Option, uid.ToString(CultureInfo.InvariantCulture), .. words],
                [
                    $"PATH={Environment.GetEnvironmentVariable("PATH")}",
                    $"XDG_RUNTIME_DIR={StatePaths.RuntimeDirectory(uid)}",
                ],
                SpawnGroup.Session,
                nowhere,
                write,
                nowhere
            );
            Pipe.DoNotBlock(read);
            return new UserChild(process, read);
        }
    }

    /// <summary>Waits for one and returns what it <see cref="Said"/>.</summary>
    public string? Output(TimeSpan limit)
    {
        Await([this], limit);
        return Said;
    }

    /// <summary>Waits for all of them together: many users whose things hang take no longer than one.</summary>
    public static void Await(IEnumerable<UserChild> children, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        var open = children.ToList();
        while (open.Count > 0 && clock.Elapsed < limit)
        {
            var polled = open.Select(c => new PollDescriptor { Descriptor = c._output.Value, Events = POLLIN })
                .ToArray();
            fixed (PollDescriptor* first = polled)
            {
                _ = poll(first, (nuint)polled.Length, Milliseconds(limit - clock.Elapsed));
            }

            open.RemoveAll(c => !c.Receive());
        }
    }

    public void Dispose()
    {
        _output.Dispose();
        _said.Dispose();
        // A session and a process group of its own, with what it has started. It is not waited for, as it may never end.
        _ = kill(-_process, SIGKILL);
        lock (Killed)
        {
            Killed.Add(_process);
        }

        Reap();
    }

    /// <summary>Until they are, processes that have ended count among those that their user may have.</summary>
    private static void Reap()
    {
        lock (Killed)
        {
            Killed.RemoveAll(process => waitpid(process, null, WNOHANG) != 0);
        }
    }

    /// <returns>Whether more may come.</returns>
    private bool Receive()
    {
        var buffer = stackalloc byte[16384];
        while (!HasSaidTooMuch)
        {
            var count = read(_output.Value, buffer, 16384);
            if (count > 0)
            {
                _said.Write(new ReadOnlySpan<byte>(buffer, (int)count));
                continue;
            }

            _hasEnded = count == 0;
            return count < 0 && Marshal.GetLastPInvokeError() is EAGAIN or EINTR;
        }

        return false;
    }
}
