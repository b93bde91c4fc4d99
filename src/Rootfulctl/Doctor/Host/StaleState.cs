// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>What is left of containers that do not run.</summary>
internal static class StaleState
{
    public static readonly HostCheck Check = new("stale-state", "nothing is left of containers that have ended", Find);

    // As rootful-network@.service gives it: killed before it ends by itself, it would leave what it is to remove.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static string Helper => $"{Examination.Libexec}/network-helper";

    private static IEnumerable<Finding> Find(Examination host)
    {
        foreach (var container in host.Containers.Where(c => c.State.Phase != AttachmentPhase.Detached))
        {
            // One that was attached manually has no unit, and a process.
            if (IsAtRest(container.Name, host) && !HasProcess(container.State))
            {
                yield return Left(container.Name, StatePaths.Directory(container.Name), host);
            }
        }

        var leases = Lease
            .ReadAll()
            .Where(l =>
                ContainerState.Read(l.Container).Phase == AttachmentPhase.Detached && IsAtRest(l.Container, host)
            )
            .GroupBy(l => l.Container);
        foreach (var ofContainer in leases)
        {
            yield return Finding.Warning(
                $"{ofContainer.Key} has {string.Join(", ", ofContainer.Select(l => l.Address))}, and is not attached",
                "no other container gets these addresses",
                host.Definitions.Find(ofContainer.Key) is null
                    ? $"rm {string.Join(' ', ofContainer.Select(l => $"{StatePaths.Leases}/{l.Network}/{l.Address}"))}"
                    : $"rootfulctl start {ofContainer.Key}"
            );
        }
    }

    private static Finding Left(ContainerName name, string directory, Examination host) =>
        Finding.Warning(
            $"{directory} is left, and {SystemUnits.Network(name)} is not active",
            "its ports, addresses and rules may still be there, and lead nowhere",
            $"{Helper} {HelperCommands.Teardown} {name}"
        ) with
        {
            Fix = Caller.IsRoot ? () => TearDown(name, host) : null,
        };

    private static string TearDown(ContainerName name, Examination host)
    {
        // It may have been started since.
        if (!IsAtRest(name, host))
        {
            throw new HostException($"{SystemUnits.Network(name)} is not at rest any more");
        }

        return ChildProcess.Run(Helper, [HelperCommands.Teardown, name.ToString()], Limit) switch
        {
            null => throw new HostException($"{Helper} {HelperCommands.Teardown} {name} did not end in time"),
            { Status: not 0 } failed => throw new HostException(failed.MessageText),
            _ => $"{Helper} {HelperCommands.Teardown} {name}",
        };
    }

    private static bool IsAtRest(ContainerName name, Examination host) =>
        host
            .Bus.Properties([SystemUnits.Network(name), SystemUnits.Container(name)])
            .All(u => u.Text("ActiveState") is "inactive" or "failed");

    private static bool HasProcess(ContainerState state) =>
        state.Process > 0 && Platform.Containers.ContainerProcess.IsAlive(state.Process, state.StartTime);
}
