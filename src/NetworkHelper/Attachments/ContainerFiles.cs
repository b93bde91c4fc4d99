// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.NetworkHelper.Names;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>The files that podman mounts into the container, and what its user and the supervisor read of an attachment.</summary>
internal static class ContainerFiles
{
    /// <summary>They must exist before the container is created.</summary>
    public static void Make(SetupContext context)
    {
        var state = context.State;
        if (!state.Has(StatePaths.ResolvConf) || !state.Has(StatePaths.Hosts))
        {
            state.Rewrite(StatePaths.ResolvConf, "");
            state.Rewrite(StatePaths.Hosts, "");
            context.FilesAreNew = true;
        }

        if (context.Earlier is null)
        {
            // podman create wants it to be there, and would not take a link that leads nowhere, of an earlier run.
            state.Write(StatePaths.Joined, [], Permissions.AllRead);
        }
    }

    /// <summary>Where podman sends the container's notifications to.</summary>
    public static void LinkNotifySocket(SetupContext context) =>
        context.State.Link(StatePaths.Notify, NotifySocket.PathOf(context.Options.User.Uid, context.Options.Name));

    public static void Write(SetupContext context)
    {
        var (state, options, conf, networks) = (context.State, context.Options, context.Conf, context.Statuses);
        NetavarkStatus.Require(networks, context.NetworkNames);
        state.Rewrite(
            StatePaths.ResolvConf,
            ResolvConf.Render(
                networks,
                context.DnsServers,
                [.. conf.DnsSearches, .. options.DnsSearch],
                [.. conf.DnsOptions, .. options.DnsOptions],
                HostResolvConf()
            )
        );
        state.Rewrite(
            StatePaths.Hosts,
            HostsFile.Render(
                options.Name,
                context.Hostname,
                networks,
                options.AddHosts,
                ReadHostFile("/etc/hosts"),
                conf.HostAddress
            )
        );
        state.Write(
            StatePaths.Addresses,
            Encoding.UTF8.GetBytes(string.Join("; ", [NetavarkStatus.Describe(networks), .. Notes(context)])),
            Permissions.OwnerOnly
        );
        // For the supervisor.
        state.LetRead(StatePaths.Addresses, options.User.Uid);
    }

    private static IEnumerable<string> Notes(SetupContext context) =>
        context.Shared is { } shared ? [$"network of {shared.Owner}"] : context.Ports.Notes;

    /// <summary>Behind systemd-resolved's stub, which no container can reach, stand the servers it asks.</summary>
    private static string HostResolvConf()
    {
        const string StubAddress = "127.0.0.53";
        var text = ReadHostFile("/etc/resolv.conf");
        return text.Contains(StubAddress, StringComparison.Ordinal)
            ? ReadHostFile("/run/systemd/resolve/resolv.conf")
            : text;
    }

    private static string ReadHostFile(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
