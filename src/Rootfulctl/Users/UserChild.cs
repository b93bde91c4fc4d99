// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Globalization;
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

    private readonly int _process;
    private readonly Descriptor _output;

    private UserChild(int process, Descriptor output) => (_process, _output) = (process, output);

    /// <param name="words">Of <see cref="UserTask"/>.</param>
    public static UserChild Start(uint uid, params IReadOnlyList<string> words)
    {
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

    /// <summary>All that it said until it ended.</summary>
    /// <returns>Null when it did not end in time.</returns>
    public string? Output(TimeSpan limit)
    {
        using var output = new MemoryStream();
        var clock = Stopwatch.StartNew();
        var buffer = new byte[16384];
        while (clock.Elapsed < limit)
        {
            nint count;
            fixed (byte* start = buffer)
            {
                count = read(_output.Value, start, (nuint)buffer.Length);
            }

            if (count == 0 || output.Length > LargestOutput)
            {
                return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
            }

            if (count > 0)
            {
                output.Write(buffer, 0, (int)count);
            }
            else
            {
                _ = _output.IsReadable(limit - clock.Elapsed);
            }
        }

        return null;
    }

    public void Dispose()
    {
        _output.Dispose();
        // A session of its own, with what it has started. It is not waited for.
        _ = kill(-_process, SIGKILL);
    }
}
