// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor;

/// <summary>The main process of <c>rootful-init@</c>, which ends when the container ends and with its exit status.</summary>
internal sealed class ConmonProcess : IDisposable
{
    private static readonly TimeSpan ReapDeadline = TimeSpan.FromSeconds(10);

    private readonly Descriptor _pidfd;
    private readonly string _unit;

    private ConmonProcess(Descriptor pidfd, string unit)
    {
        _pidfd = pidfd;
        _unit = unit;
    }

    public int PollDescriptor => _pidfd.Value;

    public bool HasEnded { get; set; }

    public static ConmonProcess Find(ServiceManager manager, ContainerName name, UserAccount user)
    {
        var unit = UserUnits.Init(name);
        var process = (int)manager.MainProcess(unit);
        if (process <= 1)
        {
            throw new HostException($"{unit} of user {user} is not running");
        }

        var pidfd = ContainerProcess.OpenInUnit(process, user, unit);
        return new ConmonProcess(pidfd, unit);
    }

    /// <summary>The exit status, or 128 + the signal that ended it, as soon as the manager has reaped it.</summary>
    /// <returns>Null when it could not tell in time.</returns>
    public int? WaitForExitStatus(ServiceManager manager)
    {
        const int Exited = 1;
        manager.Subscribe();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < ReapDeadline)
        {
            var (code, status) = manager.MainExit(_unit);
            if (code != 0)
            {
                return code == Exited ? status : 128 + status;
            }

            // The manager tells of every change of a unit, so that this does not poll.
            manager.WaitForChange(TimeSpan.FromMilliseconds(200));
        }

        return null;
    }

    public void Dispose() => _pidfd.Dispose();
}
