// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Networks;

/// <summary>
/// netavark has the host forward IPv6, and a host that forwards passes over routers' advertisements, unless accept_ra is 2: it loses
/// the default route that came by one at once and for good, see ip-sysctl of the kernel's documentation.
/// </summary>
/// <param name="settings">The kernel's settings of IPv6, by interface.</param>
/// <param name="devices">What the kernel says of each interface.</param>
internal sealed class RouterAdvertisements(
    Log log,
    string settings = "/proc/sys/net/ipv6/conf",
    string devices = "/sys/class/net"
)
{
    private static readonly string[] NoInterfaces = ["all", "default", "lo"];

    /// <summary>
    /// Has interfaces that heed them go on with it. To be called before netavark makes the first container's network: from then on the
    /// host forwards, and what is set is the administrator's.
    /// </summary>
    public void KeepHeeding()
    {
        if (Read($"{settings}/all/forwarding") != "0")
        {
            return;
        }

        foreach (var name in Directory.EnumerateDirectories(settings).Select(d => Path.GetFileName(d)!))
        {
            var setting = $"{settings}/{name}/accept_ra";
            if (NoInterfaces.Contains(name) || IsOfBridge(name) || Read(setting) != "1")
            {
                continue;
            }

            try
            {
                File.WriteAllText(setting, "2");
                log.Notice(
                    $"net.ipv6.conf.{name}.accept_ra is 2 now: with 1 a host that forwards, as for containers, loses the default "
                        + "route that routers advertise"
                );
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.Warning($"net.ipv6.conf.{name}.accept_ra=2: {e.Message}");
            }
        }
    }

    /// <summary>Containers are behind these, and no routers; a port of a bridge has no addresses of its own.</summary>
    private bool IsOfBridge(string name) =>
        Directory.Exists($"{devices}/{name}/bridge") || Directory.Exists($"{devices}/{name}/brport");

    /// <returns>Null where there is no such setting: a kernel without IPv6, an interface that has just gone.</returns>
    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
