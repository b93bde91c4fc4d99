// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>What install.sh or a package has put there.</summary>
internal static class InstalledFiles
{
    public static readonly HostCheck Check = new("installation", "generators, units and programs are installed", Find);

    private const string Generator = "rootful-container-generator";

    // In the order in which systemd takes the first of a name.
    private static readonly string[] Roots =
    [
        "/run/systemd",
        "/etc/systemd",
        "/usr/local/lib/systemd",
        "/usr/lib/systemd",
    ];

    private static readonly string[] Programs =
    [
        Generator,
        "network-helper",
        "container-supervisor",
        "namespace-holder",
    ];

    private static readonly string[] Units =
    [
        "system/rootful-container@.service",
        "system/rootful-network@.service",
        "system/rootful-network-unneeded@.service",
        "system/rootful-linger@.service",
        "system/rootful-dns.service",
        "system/container-names.target",
        "user/rootful-create@.service",
        "user/rootful-init@.service",
        "user/rootful-start@.service",
        "user/rootful-unpause@.service",
        "user/rootful-free-name@.service",
        "user/rootful-update@.service",
        "user/rootful-podman-reset.service",
    ];

    private static IEnumerable<Finding> Find(Examination host)
    {
        const string Again = "install rootful-containers again: ./install.sh, or its package";
        var missing = Programs
            .Select(p => $"{Examination.Libexec}/{p}")
            .Where(p => NativeFile.Status(p) is null)
            .Concat(Units.Where(u => !Roots.Any(r => NativeFile.Status($"{r}/{u}") is not null)))
            .ToList();
        if (missing.Count > 0)
        {
            yield return Finding.Error(
                $"not installed: {string.Join(", ", missing)}",
                "containers do not start, or cannot be stopped in order",
                Again
            );
        }

        foreach (var scope in new[] { "system", "user" })
        {
            var path = Roots
                .Select(r => $"{r}/{scope}-generators/{Generator}")
                .FirstOrDefault(p => NativeFile.LinkTarget(p) is not null || NativeFile.Status(p) is not null);
            var expected = NativeFile.Status($"{Examination.Libexec}/{Generator}");
            var manager = scope == "system" ? "systemd" : "users' service managers";
            if (path is null || NativeFile.Status(path) is null)
            {
                path ??= $"{InstalledRoot}/{scope}-generators/{Generator}";
                yield return Finding.Error(
                    $"{path} is missing",
                    $"{manager} read no definition at the next daemon-reload, so no container starts",
                    $"mkdir -p {Path.GetDirectoryName(path)} && ln -sfn {Examination.Libexec}/{Generator} {path} && systemctl daemon-reload"
                );
            }
            else if (expected is not null && NativeFile.Status(path)?.Inode != expected.Value.Inode)
            {
                yield return Finding.Error(
                    $"{path} is not the generator of this installation in {Examination.Libexec}",
                    $"{manager} read definitions with another program than this one, or with none",
                    $"ln -sfn {Examination.Libexec}/{Generator} {path} && systemctl daemon-reload"
                );
            }
        }
    }

    private static string InstalledRoot =>
        Examination.Libexec.StartsWith("/usr/local/", StringComparison.Ordinal)
            ? "/usr/local/lib/systemd"
            : "/usr/lib/systemd";
}
