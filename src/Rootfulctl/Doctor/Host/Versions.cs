// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>The programs of others that containers need.</summary>
internal static class Versions
{
    public static readonly HostCheck Check = new(
        "versions",
        "podman, netavark, aardvark-dns and others are new enough",
        Find
    );

    // As the README says.
    private static readonly (string Program, Version Least)[] Needed =
    [
        ("systemctl", new Version(252, 0, 0)),
        ("podman", new Version(4, 6, 0)),
        ("netavark", new Version(1, 4, 0)),
        ("aardvark-dns", new Version(1, 4, 0)),
    ];

    private static readonly string[] IdPrograms = ["newuidmap", "newgidmap"];

    private static IEnumerable<Finding> Find(Examination host)
    {
        foreach (var (program, least) in Needed)
        {
            if (ProgramNumber.Find(program, host) is null)
            {
                yield return Finding.Error(
                    $"{program} is not installed",
                    program == "aardvark-dns" ? "containers find no other by its name" : "no container starts",
                    Install(program)
                );
            }
            else if (ProgramNumber.Of(program, host) is { } version && version < least)
            {
                yield return Finding.Error(
                    $"{program} {version} is too old: {least.Major}.{least.Minor} is the oldest that is supported",
                    "options that containers are made with are missing there",
                    Install(program)
                );
            }
        }

        if (ProgramNumber.Find("nft", host) is null)
        {
            yield return Finding.Warning(
                "nft is not installed",
                "netavark may need it to publish ports, and no container is kept from sending with others' addresses",
                Install("nftables")
            );
        }

        foreach (var program in IdPrograms.Where(p => ProgramNumber.Find(p, host) is null))
        {
            yield return Finding.Error(
                $"{program} is not installed",
                "rootless podman cannot give containers the subordinate ids of their user",
                Install("newuidmap")
            );
        }
    }

    private static string Install(string program) =>
        Platform.Interop.ProgramFile.TryFind("apt-get") is not null
            ? $"apt-get install {(program == "newuidmap" ? "uidmap" : program == "systemctl" ? "systemd" : program)}"
            : $"dnf install {(program == "newuidmap" ? "shadow-utils" : program == "systemctl" ? "systemd" : program)}";
}
