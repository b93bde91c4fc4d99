// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.NetworkHelper.AntiSpoof;
using RootfulContainers.NetworkHelper.Attachments;
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.Platform;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Commands;

/// <summary><c>teardown</c>: needs nothing but the state directory, so a removed definition is no obstacle.</summary>
internal static class TeardownCommand
{
    /// <returns>What went wrong; empty also when there was nothing to do.</returns>
    public static IReadOnlyList<string> Run(ContainerName name, Log log)
    {
        // Half a teardown is what this command is there to prevent; it ends by itself, and SIGKILL is left.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ignore);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ignore);
        if (IsOfUnit)
        {
            ContainerUnits.StopWithNetwork(name, log);
        }

        using var state = StateDirectory.Open(name, create: false);
        if (state is null)
        {
            // Where somebody removed the directory, this is what can still be found by the name alone.
            var isRemaining = AntiSpoofing.Remove(name) || Addresses.Leases.HasAny(name);
            return isRemaining && WasAttached() ? [TeardownContext.Lost(name)] : [];
        }

        var context = new TeardownContext(name, state, log);
        return IsOfUnit && WasAttached() && IsRestartedAsItIs(name, state, log) && Attachment.TryToKeep(context)
            ? []
            : Attachment.TearDown(context);
    }

    /// <summary>Whether the network's unit is restarted, and will ask for what is attached.</summary>
    private static bool IsRestartedAsItIs(ContainerName name, StateDirectory state, Log log)
    {
        try
        {
            var unit = SystemUnits.Network(name);
            return ServiceManager.WithSystem(system =>
                system.JobType(unit) == "restart"
                && ContainerRecord.Load(state) is { Command: { Length: > 0 } command }
                && command == AttachOptions.Fingerprint(system.StartCommand(unit))
            );
        }
        catch (HostException e)
        {
            log.Warning($"{e.Message}; {name} is detached");
            return false;
        }
    }

    // See systemd.exec(5).
    private static string? ServiceResult => Environment.GetEnvironmentVariable("SERVICE_RESULT");

    /// <summary>Whether this is ExecStopPost=, and nobody's command.</summary>
    private static bool IsOfUnit => ServiceResult is not null;

    /// <summary>Whether the unit that this runs for was active: then there was something to detach.</summary>
    private static bool WasAttached() => ServiceResult == "success";

    private static void Ignore(PosixSignalContext signal) => signal.Cancel = true;
}
