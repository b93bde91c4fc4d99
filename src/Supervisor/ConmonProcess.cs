// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Supervisor;

/// <summary>The main process of the unit that holds the container, which ends when the container ends and with its exit status.</summary>
internal sealed class ConmonProcess : IDisposable
{
    private readonly Descriptor? _pidfd;

    private ConmonProcess(Descriptor? pidfd, string controlGroup) => (_pidfd, ControlGroup) = (pidfd, controlGroup);

    /// <summary>That of its unit, in which all processes of the container are; empty when it had ended before it was opened.</summary>
    public string ControlGroup { get; }

    /// <summary>Whether it had ended by then.</summary>
    public bool HasEnded => _pidfd is null;

    public int PollDescriptor => _pidfd?.Value ?? -1;

    /// <param name="claim">Its number.</param>
    /// <param name="unit">The user's unit that it must belong to.</param>
    public static ConmonProcess Open(string claim, UserAccount user, string unit)
    {
        if (!int.TryParse(claim, NumberStyles.None, CultureInfo.InvariantCulture, out var process) || process <= 1)
        {
            throw new HostException($"{unit} of user {user} is not running");
        }

        try
        {
            var (pidfd, controlGroup) = ContainerProcess.OpenInUnit(process, user, unit);
            return new ConmonProcess(pidfd, controlGroup);
        }
        catch (ErrnoException e) when (e.Errno is Libc.ESRCH or Libc.ENOENT)
        {
            // Of a container that ended as soon as it was started.
            return new ConmonProcess(null, "");
        }
    }

    public void Dispose() => _pidfd?.Dispose();
}
