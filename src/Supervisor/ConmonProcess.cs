// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Supervisor;

/// <summary>The main process of <c>rootful-init@</c>, which ends when the container ends and with its exit status.</summary>
internal sealed class ConmonProcess : IDisposable
{
    private readonly Descriptor _pidfd;

    private ConmonProcess(Descriptor pidfd, string controlGroup) => (_pidfd, ControlGroup) = (pidfd, controlGroup);

    /// <summary>That of its unit, in which all processes of the container are.</summary>
    public string ControlGroup { get; }

    public int PollDescriptor => _pidfd.Value;

    /// <param name="claim">Its number.</param>
    public static ConmonProcess Open(string claim, ContainerName name, UserAccount user)
    {
        var unit = UserUnits.Init(name);
        if (!int.TryParse(claim, NumberStyles.None, CultureInfo.InvariantCulture, out var process) || process <= 1)
        {
            throw new HostException($"{unit} of user {user} is not running");
        }

        var (pidfd, controlGroup) = ContainerProcess.OpenInUnit(process, user, unit);
        return new ConmonProcess(pidfd, controlGroup);
    }

    public void Dispose() => _pidfd.Dispose();
}
