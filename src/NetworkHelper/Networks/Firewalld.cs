// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Networks;

/// <summary>
/// firewalld, which rejects what containers send until netavark has told it to trust their network. netavark does so when
/// it finds firewalld on the bus, and says nothing when it does not.
/// </summary>
internal static class Firewalld
{
    private const string Name = "org.fedoraproject.FirewallD1";

    // There as long as the unit has processes: what all hosts without firewalld are asked costs no message.
    private const string ControlGroup = "/sys/fs/cgroup/system.slice/firewalld.service";
    private const string Socket = "/run/dbus/system_bus_socket";
    private const string Bus = "org.freedesktop.DBus";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Waits until firewalld answers, if it runs. Where its unit is of Type=simple, it is active before it is there, so that a start
    /// at boot, or right after its own, would come too early in spite of After=firewalld.service.
    /// </summary>
    public static void Await(ContainerName container, Log log)
    {
        if (!Directory.Exists(ControlGroup))
        {
            return;
        }

        try
        {
            using var bus = new BusConnection(
                BusSocket.Connect(Socket, Socket, 0, "the system bus"),
                "firewalld",
                Limit,
                isDaemon: true
            );
            // Fails when the connection's limit is over.
            while (!HasOwner(bus))
            {
                Thread.Sleep(Pause);
            }

            // It has its name before it has its rules, and answers when it has both.
            using var ping = bus.NewCall("/org/fedoraproject/FirewallD1", $"{Bus}.Peer", "Ping", Name);
            using var answer = bus.Call(ping, "Ping");
        }
        catch (HostException e)
        {
            log.Warning(
                $"firewalld.service runs but does not answer ({e.Message}), so it may reject what {container} sends; "
                    + $"once it does, 'systemctl reload rootful-network@{container}'"
            );
        }
    }

    private static bool HasOwner(BusConnection bus)
    {
        using var call = bus.NewCall("/org/freedesktop/DBus", Bus, "NameHasOwner", Bus);
        using var answer = bus.Call(call.Append(Name), "NameHasOwner");
        return answer.ReadBoolean();
    }
}
