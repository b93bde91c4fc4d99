// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.State;

/// <summary>A lock between runs of these programs, kept until it is disposed.</summary>
internal static class RuntimeLock
{
    private const int LOCK_NB = 4;
    private const double LongestPauseMilliseconds = 20;

    /// <param name="path">Its directory must exist.</param>
    /// <param name="isShared">Whether others that share it may hold it at the same time.</param>
    public static Descriptor Acquire(string path, TimeSpan limit, bool isShared = false)
    {
        var descriptor = Descriptor.Open(path, O_RDWR | O_CREAT, $"open {path}", Permissions.OwnerOnly);
        try
        {
            Acquire(descriptor, path, limit, isShared);
            return descriptor;
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>Locks what is open, by flock(2). Polled, as there is no wait with a deadline that needs no signal.</summary>
    /// <exception cref="HostException">Somebody else has it for so long.</exception>
    public static void Acquire(Descriptor descriptor, string path, TimeSpan limit, bool isShared = false)
    {
        var clock = Stopwatch.StartNew();
        var pause = TimeSpan.FromMilliseconds(1);
        while (flock(descriptor.Value, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) < 0)
        {
            if (Marshal.GetLastPInvokeError() is not (EAGAIN or EINTR))
            {
                throw ErrnoException.Last($"lock {path}");
            }

            if (clock.Elapsed > limit)
            {
                throw new HostException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{path} is locked by another process for {limit.TotalSeconds:0} s; see 'lslocks'"
                    )
                );
            }

            Thread.Sleep(pause);
            pause = TimeSpan.FromMilliseconds(Math.Min(LongestPauseMilliseconds, pause.TotalMilliseconds * 2));
        }
    }
}
