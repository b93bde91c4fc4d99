// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.NetworkHelper.AntiSpoof;
using RootfulContainers.NetworkHelper.Attachments;
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.NetworkHelper.Networks;
using RootfulContainers.NetworkHelper.Ports;
using RootfulContainers.NetworkHelper.RootfulPodman;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Commands;

/// <summary><c>setup</c> and <c>reload</c>: get the container initialized and attach it.</summary>
internal sealed class SetupCommand(AttachOptions options, Log log)
{
    /// <summary>Gets the container created and initialized, and attaches it. Repeating it is safe.</summary>
    public void Setup()
    {
        try
        {
            SetUp();
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            // rootful-container@ fails with it as well: what is in the journal from before its start is not in its status.
            ServiceNotification.SendFailure(e.Message);
            throw;
        }
    }

    private void SetUp()
    {
        using var initialized = new InitializedContainer(options.Name, options.User, options.Definition, log);
        AntiSpoofing.RemoveOpenedGate();
        // Locks are taken in one order, each with a deadline: the container's state, the networks, netavark's own. None but the
        // first is held while others have their say.
        using var state = StateDirectory.Open(options.Name, create: true)!;
        var isAttached = false;
        try
        {
            isAttached = HealOrRecognize(state);
            var attachment = Prepare(state);
            Linger.Enable(options.User, log);
            var filesAreNew = Attachment.MakeFiles(state);
            new ContainerRecord(options.User.Uid, "", 0, 0).SaveUnlessPresent(state);
            state.Link(StatePaths.Notify, NotifySocket.PathOf(options.User.Uid, options.Name));
            // The user's service manager is still busy with letting its client in.
            AntiSpoofing.Prepare();
            using var container = initialized.Get(filesAreNew);
            // The manager clears up after a client that is gone: better while netavark works than while this program ends.
            initialized.Dispose();
            if (isAttached)
            {
                Reattach(attachment, state, container, evenIfCurrent: false);
                return;
            }

            Record(container).Save(state);
            Attach(attachment, state, container);
        }
        // A container that runs keeps the network it has.
        catch (Exception e) when (!isAttached)
        {
            foreach (var error in new Detachment(options.Name, log).Run(state, cause: e))
            {
                log.Error(error);
            }

            throw;
        }
    }

    /// <summary>Checks everything that can be, and notes the container as a user of its networks: from then on they stay as they are.</summary>
    private Attachment Prepare(StateDirectory state)
    {
        var conf = ContainersConf.Load();
        var catalog = new NetworkCatalog(conf.NetworkDirectory);
        foreach (var network in options.DefinedNetworks)
        {
            network.Apply(catalog);
        }

        var copies = new NetworkCopies(catalog, log);
        RestoreNetworks(copies);
        using var unchanged = NetworkLock.AcquireForUse();
        foreach (var network in options.DefinedNetworks)
        {
            network.RequireCurrent(catalog);
        }

        var attachment = Attachment.Prepare(options, conf, log);
        NoteNetworks(state);
        foreach (var network in options.Networks)
        {
            copies.Keep(network.Name);
        }

        return attachment;
    }

    private void RestoreNetworks(NetworkCopies copies)
    {
        var missing = options.Networks.Where(n => copies.IsMissing(n.Name)).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        using var turn = NetworkLock.AcquireForChange();
        foreach (var network in missing)
        {
            _ = copies.Restore(network.Name);
        }
    }

    private void NoteNetworks(StateDirectory state)
    {
        var names = string.Join('\n', options.Networks.Select(n => n.Name));
        state.Write(StatePaths.Networks, Encoding.UTF8.GetBytes(names), Permissions.OwnerOnly);
    }

    /// <summary>Clears away what a run that was killed left: its rules and leases would stand in the way.</summary>
    /// <returns>Whether the container is attached and runs.</returns>
    private bool HealOrRecognize(StateDirectory state)
    {
        if (!state.Has(StatePaths.NetavarkRequest))
        {
            return false;
        }

        if (state.Has(StatePaths.Status) && ContainerRecord.Load(state) is { IsAlive: true })
        {
            return true;
        }

        Clear(state);
        return false;
    }

    /// <exception cref="HostException">There is something left that would stand in the way.</exception>
    private void Clear(StateDirectory state)
    {
        var errors = new Detachment(options.Name, log).DetachNetworks(state);
        if (state.Has(StatePaths.NetavarkRequest))
        {
            throw new HostException(string.Join("; ", errors));
        }

        foreach (var error in errors)
        {
            log.Warning(error);
        }
    }

    /// <summary>Applies the options to the attached, running container.</summary>
    public void Reload()
    {
        using var state = StateDirectory.Open(options.Name, create: false);
        var record = state is null ? null : ContainerRecord.Load(state);
        if (state is null || record is null || !state.Has(StatePaths.NetavarkRequest))
        {
            throw new HostException($"container {options.Name} is not attached; nothing to reload");
        }

        var attachment = Prepare(state);
        var claim = new ContainerClaim(record.Id, record.Process);
        using var container = ContainerProcess.Verify(claim, options.User, unit: null);
        Reattach(attachment, state, container, evenIfCurrent: true);
    }

    private void Attach(Attachment attachment, StateDirectory state, ContainerProcess container)
    {
        // Through a restart the manager keeps the ports of the earlier run.
        var stored = ServiceNotification.Stored();
        var (networks, ports) = attachment.Attach(state, container, stored);
        using (ports)
        {
            Announce(container, networks, ports, stored);
        }
    }

    private void Reattach(Attachment attachment, StateDirectory state, ContainerProcess container, bool evenIfCurrent)
    {
        var record = ContainerRecord.Load(state)!;
        if (!record.Is(container))
        {
            // Another container under the same name: the one that was attached is gone.
            Clear(state);
            Record(container).Save(state);
            Attach(attachment, state, container);
            return;
        }

        var before = HostPorts
            .Names(NetavarkRequest.Mappings(state.Read(StatePaths.NetavarkRequest)!))
            .ToHashSet(StringComparer.Ordinal);
        var (networks, ports) = attachment.Reattach(state, container, evenIfCurrent);
        using (ports)
        {
            Announce(container, networks, ports, before);
        }
    }

    /// <param name="stored">Names of what the service manager holds for the unit.</param>
    private void Announce(
        ContainerProcess container,
        IReadOnlyList<NetworkStatus> networks,
        HostPorts ports,
        IReadOnlySet<string> stored
    )
    {
        var text = string.Join("; ", [NetavarkStatus.Describe(networks), .. ports.Notes]);
        log.Notice($"{options.Name}: {NetavarkStatus.Describe(networks)}{DescribePorts(ports)}");
        if (!ServiceNotification.IsExpected)
        {
            return;
        }

        // First: the namespace of an earlier run has the same name.
        var current = HostPorts.Names(ports.Mappings);
        foreach (var name in stored.Except(current, StringComparer.Ordinal).Append(StatePaths.NetworkNamespace))
        {
            ServiceNotification.Drop(name);
        }

        foreach (var (name, socket) in ports.Sockets)
        {
            ServiceNotification.Store(name, socket);
        }

        // Until the unit has stopped, so that the interfaces outlive the container: of several that end at once, the first one's
        // teardown would find the bridge empty and remove it, and the others' would fail.
        ServiceNotification.Store(StatePaths.NetworkNamespace, container.NetworkNamespace);
        ServiceNotification.Send($"STATUS={text}");
        ServiceNotification.Flush();
    }

    private static string DescribePorts(HostPorts ports)
    {
        var text = string.Join(' ', ports.Mappings.Where(m => !ports.LeadNowhere.Contains(m)));
        return text.Length == 0 ? "" : $", published {text}";
    }

    private ContainerRecord Record(ContainerProcess container) =>
        new(options.User.Uid, container.Id, container.Process, container.StartTime);
}
