// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text.Json.Nodes;
using RootfulContainers.NetworkHelper.Networks;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>Whose container a state directory belongs to, and which process was attached.</summary>
/// <param name="Process">0 before the container was verified.</param>
internal sealed record ContainerRecord(uint Uid, string Id, int Process, ulong StartTime)
{
    public static ContainerRecord? Load(StateDirectory state) =>
        state.Read(StatePaths.Container) is { } content ? Parse(content, state.Path) : null;

    /// <param name="directory">Where it was read, for the error text.</param>
    public static ContainerRecord Parse(byte[] content, string directory) =>
        ForeignJson.Read(
            content,
            $"{directory}/{StatePaths.Container} could not be read",
            node =>
            {
                var json = ForeignJson.Object(node, "it");
                return new ContainerRecord(
                    ForeignJson.Value<uint>(json["uid"], "uid"),
                    ForeignJson.Value<string>(json["id"], "id"),
                    ForeignJson.Value<int>(json["pid"], "pid"),
                    ForeignJson.Value<ulong>(json["start_time"], "start_time")
                );
            }
        );

    public void Save(StateDirectory state)
    {
        var json = new JsonObject
        {
            ["uid"] = Uid,
            ["id"] = Id,
            ["pid"] = Process,
            ["start_time"] = StartTime,
        };
        state.Write(
            StatePaths.Container,
            System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()),
            Permissions.OwnerOnly
        );
    }

    /// <summary>Notes whose container it will be, so that a teardown finds the user's units whatever happens next.</summary>
    public void SaveUnlessPresent(StateDirectory state)
    {
        if (!state.Has(StatePaths.Container))
        {
            Save(state);
        }
    }

    public bool Is(ContainerProcess container) =>
        Id == container.Id && Process == container.Process && StartTime == container.StartTime;

    /// <summary>The process that was attached, verified anew; null when it has ended.</summary>
    public ContainerProcess? OpenRunning()
    {
        try
        {
            var user = UserAccount.Find(Uid.ToString(CultureInfo.InvariantCulture));
            var container = ContainerProcess.Verify(new ContainerClaim(Id, Process), user, unit: null);
            if (Is(container))
            {
                return container;
            }

            container.Dispose();
        }
        catch (HostException)
        {
            // There is none yet, another process has its number, or its user was removed.
        }

        return null;
    }

    public bool IsAlive => Process > 0 && ContainerProcess.IsAlive(Process, StartTime);
}
