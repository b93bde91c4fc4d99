// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Ports;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>Says what the container has, and leaves its ports and namespace with the service manager.</summary>
internal static class ServiceHandover
{
    public static void Do(SetupContext context)
    {
        var ports = context.Ports;
        var addresses = NetavarkStatus.Describe(context.Statuses);
        var published = string.Join(' ', ports.Mappings.Where(m => !ports.LeadNowhere.Contains(m)));
        context.Log.Notice(
            $"{context.Options.Name}: {addresses}{(published.Length == 0 ? "" : $", published {published}")}"
        );
        if (!ServiceNotification.IsExpected)
        {
            return;
        }

        // First: the namespace of an earlier run has the same name.
        var current = HostPorts.Names(ports.Mappings);
        foreach (
            var name in context.Held.Names.Except(current, StringComparer.Ordinal).Append(StatePaths.NetworkNamespace)
        )
        {
            ServiceNotification.Drop(name);
        }

        foreach (var (name, socket) in ports.Sockets)
        {
            ServiceNotification.Store(name, socket);
        }

        // Until the unit has stopped, so that the interfaces outlive the container: of several that end at once, the first one's
        // teardown would find the bridge empty and remove it, and the others' would fail.
        ServiceNotification.Store(StatePaths.NetworkNamespace, context.NetworkNamespace);
        ServiceNotification.Send($"STATUS={string.Join("; ", [addresses, .. ports.Notes])}");
        ServiceNotification.Flush();
    }
}
