// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Holders;

/// <summary>What can have a port or an address.</summary>
internal enum HolderKind
{
    Container,
    PodmanContainer,
    Process,
    Host,
}

/// <summary>Who has a port or an address.</summary>
/// <param name="Name">Of the container, the program or the interface; empty of a process that the caller may not look at.</param>
/// <param name="Process">0 for what is no process, or not known.</param>
internal sealed record Holder(HolderKind Kind, string Name, string? User, int Process = 0)
{
    public string KindText =>
        Kind switch
        {
            HolderKind.Container => "container",
            HolderKind.PodmanContainer => "podman",
            HolderKind.Process => "process",
            _ => "host",
        };

    public bool IsContainer => Kind is HolderKind.Container or HolderKind.PodmanContainer;

    public override string ToString() =>
        Kind switch
        {
            HolderKind.PodmanContainer => $"{Name} (rootful podman)",
            HolderKind.Process => Process == 0 ? "(a process)" : $"{Name}[{Process}]",
            HolderKind.Host => $"host ({Name})",
            _ => Name,
        };
}
