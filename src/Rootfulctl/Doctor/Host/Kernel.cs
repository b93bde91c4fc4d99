// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>What rootless containers need of the kernel.</summary>
internal static class Kernel
{
    public static readonly HostCheck ControlGroups = new(
        "cgroups",
        "control groups are those of version 2",
        FindGroups
    );

    public static readonly HostCheck UserNamespaces = new(
        "user-namespaces",
        "users may make user namespaces",
        FindNamespaces
    );

    // What a kernel or distribution does not have is not in the way.
    private static readonly string[] Switches =
    [
        "user.max_user_namespaces",
        "user.max_net_namespaces",
        "kernel.unprivileged_userns_clone",
    ];

    private static IEnumerable<Finding> FindGroups(Examination host)
    {
        if (!File.Exists("/sys/fs/cgroup/cgroup.controllers"))
        {
            yield return Finding.Error(
                "the host does not have cgroup v2 alone",
                "containers of users cannot be told apart and limited",
                "boot with systemd.unified_cgroup_hierarchy=1 on the kernel's command line"
            );
        }
    }

    private static IEnumerable<Finding> FindNamespaces(Examination host) =>
        Switches
            .Where(s => Examination.Text($"/proc/sys/{s.Replace('.', '/')}") == "0")
            .Select(s =>
                Finding.Error(
                    $"{s} is 0",
                    "no user can make a container, or will after the next boot; a file in /etc/sysctl.d has set it",
                    $"sysctl -w {s}={(s.StartsWith("user.", StringComparison.Ordinal) ? "65536" : "1")}"
                )
            );
}
