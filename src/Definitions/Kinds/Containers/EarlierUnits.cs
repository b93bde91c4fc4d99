// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>
/// What a container waits for whatever its definition says, and so nothing that has to come before: systemd would see a cycle, and not start
/// some unit of it.
/// </summary>
internal static class EarlierUnits
{
    // What user@.service is ordered after, see its drop-in 10-login-barrier.conf, and what that is ordered after.
    private static readonly string[] OfUserManager =
    [
        "systemd-user-sessions.service",
        "systemd-logind.service",
        "dbus.service",
        "dbus.socket",
        "network.target",
        "network-pre.target",
        "nss-user-lookup.target",
        "remote-fs.target",
        "remote-fs-pre.target",
        "basic.target",
        "sockets.target",
        "paths.target",
        "slices.target",
        "sysinit.target",
        "local-fs.target",
        "local-fs-pre.target",
        "swap.target",
        "cryptsetup.target",
    ];

    /// <param name="waitsForNetwork">Whether the container waits for the machine's network.</param>
    public static string? Reason(string unit, bool waitsForNetwork) =>
        unit == "network-online.target" && waitsForNetwork
            ? "the container waits for the network itself; see 'depends.default'"
        : OfUserManager.Contains(unit) || unit.StartsWith("user@", StringComparison.Ordinal)
            ? "the container waits for its user's service manager, which comes after that"
        : null;
}
