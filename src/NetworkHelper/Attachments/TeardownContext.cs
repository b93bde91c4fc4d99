// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>What a step of an attachment is undone with.</summary>
internal sealed record TeardownContext(ContainerName Name, StateDirectory State, Log Log)
{
    /// <summary>Whether what is the user's did not answer just now: then it has little time.</summary>
    public bool UserHangs { get; init; }

    /// <summary>Ready to begin; null where there is nobody whose container it is.</summary>
    public ContainerRemoval? Removal { get; init; }

    /// <summary>What to say when somebody removed the record of what was attached.</summary>
    public static string Lost(ContainerName name) =>
        $"{StatePaths.Directory(name)} was removed while {name} was attached: its rules and its container stay until "
        + $"'systemctl start rootful-container@{name}' takes them over";
}
