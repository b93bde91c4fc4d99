// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>A flaw of a program that containers are run with.</summary>
/// <param name="First">The first version that has it.</param>
/// <param name="Fixed">The first that has not.</param>
internal sealed record Vulnerability(string Id, string Program, Version First, Version Fixed, string What)
{
    public string Link => $"https://www.cve.org/CVERecord?id={Id}";

    public bool IsIn(Version version) => version >= First && version < Fixed;
}

/// <summary>
/// Known flaws that concern who runs containers here, as of 2026-11. Of podman only the branches that its authors maintained then: older
/// ones are maintained by distributions, which mend them without another number.
/// </summary>
internal static class Vulnerabilities
{
    public static readonly HostCheck Check = new(
        "vulnerabilities",
        "no known flaw (as of 2026-11) in podman and aardvark-dns",
        Find
    );

    public static readonly IReadOnlyList<Vulnerability> Known =
    [
        new(
            "CVE-2026-35406",
            "aardvark-dns",
            new Version(1, 16, 0),
            new Version(1, 17, 1),
            "a container ends all name resolution by a truncated query over TCP"
        ),
        new(
            "CVE-2026-57231",
            "podman",
            new Version(5, 8, 0),
            new Version(5, 8, 4),
            "a malicious image gets at environment variables of the host"
        ),
        new(
            "CVE-2026-55686",
            "podman",
            new Version(5, 7, 0),
            new Version(5, 7, 1),
            "a malicious image makes directories, or changes owners, outside of its container"
        ),
    ];

    public static IEnumerable<Vulnerability> Of(string program, Version version) =>
        Known.Where(v => v.Program == program && v.IsIn(version));

    private static IEnumerable<Finding> Find(Examination host) =>
        Known
            .Select(v => v.Program)
            .Distinct(StringComparer.Ordinal)
            .Select(p => (Program: p, Version: ProgramNumber.Of(p, host)))
            .Where(p => p.Version is not null)
            .SelectMany(p =>
                Of(p.Program, p.Version!)
                    .Select(v =>
                        Finding.Warning(
                            $"{p.Program} {p.Version} has {v.Id}, unless the distribution has mended it: {v.Link}",
                            v.What,
                            $"install {p.Program} {v.Fixed} or later"
                        )
                    )
            );
}
