// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libsystemd;

namespace RootfulContainers.Platform.Systemd;

/// <summary>What this process tells the service manager that started it, see sd_notify(3).</summary>
internal static class ServiceNotification
{
    private const int LongestStatus = 2048;

    /// <summary>Numbers of passed descriptors that are closed, and may be something else by now.</summary>
    private static readonly HashSet<int> _closed = [];

    /// <summary>Whether a service manager listens.</summary>
    public static bool IsExpected => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));

    public static void Send(string state)
    {
        var result = sd_notify(0, state);
        if (result < 0)
        {
            throw new ErrnoException("notify the service manager", -result);
        }
    }

    /// <summary>Says why this service fails, if a service manager listens: for its status, and for the units that need it.</summary>
    public static void SendFailure(string message)
    {
        if (!IsExpected)
        {
            return;
        }

        try
        {
            Send($"STATUS={PrintableText.Of(message, LongestStatus)}");
            Flush();
        }
        catch (HostException)
        {
            // What it fails with counts more, and is in the journal.
        }
    }

    /// <summary>Says what it does, if a service manager listens.</summary>
    public static void SendStatus(string text)
    {
        if (IsExpected)
        {
            Send($"STATUS={PrintableText.Of(text, LongestStatus)}");
        }
    }

    /// <summary>Asks for more time from now on, if a service manager listens.</summary>
    public static void ExtendTimeout(TimeSpan time)
    {
        if (IsExpected)
        {
            Send(string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={time.TotalMicroseconds:0}"));
        }
    }

    /// <summary>
    /// Leaves a descriptor with the service manager, which keeps it open while the unit is active: nothing of ours has to
    /// stay running for it.
    /// </summary>
    public static unsafe void Store(string name, Descriptor descriptor)
    {
        var number = descriptor.Value;
        // FDPOLL=0: the manager would drop a socket that polls as hung up.
        var result = sd_pid_notify_with_fds(0, 0, $"FDSTORE=1\nFDPOLL=0\nFDNAME={name}", &number, 1);
        if (result < 0)
        {
            throw new ErrnoException($"leave {name} with the service manager", -result);
        }
    }

    /// <summary>
    /// Names of the descriptors the manager still holds for the unit: it keeps them through a restart and passes them
    /// along, see sd_listen_fds_with_names(3).
    /// </summary>
    public static IReadOnlySet<string> Stored() => Passed().ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Has the manager close descriptors that it holds, and closes those of them that it passed to this process. The last of them
    /// may be closed a moment after this returns.
    /// </summary>
    public static void Release(IReadOnlyCollection<string> names)
    {
        // SD_LISTEN_FDS_START
        var number = 3;
        foreach (var passed in Passed())
        {
            if (names.Contains(passed, StringComparer.Ordinal) && _closed.Add(number))
            {
                _ = Libc.close(number);
            }

            number++;
        }

        foreach (var name in names)
        {
            Drop(name);
        }

        Flush();
    }

    private static string[] Passed()
    {
        var isOurs =
            Environment.GetEnvironmentVariable("LISTEN_PID")
            == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var names = isOurs ? Environment.GetEnvironmentVariable("LISTEN_FDNAMES") : null;
        return string.IsNullOrEmpty(names) ? [] : names.Split(':');
    }

    public static void Drop(string name) => Send($"FDSTOREREMOVE=1\nFDNAME={name}");

    /// <summary>
    /// Waits until everything sent so far was handled; else it could be lost when this process ends. While it runs generators the manager
    /// handles nothing, so it gets the time that it has to answer a call.
    /// </summary>
    public static void Flush()
    {
        var result = sd_notify_barrier(0, (ulong)BusConnection.CallTimeout.TotalMicroseconds);
        if (result < 0)
        {
            throw new ErrnoException("wait for the service manager", -result);
        }
    }
}
