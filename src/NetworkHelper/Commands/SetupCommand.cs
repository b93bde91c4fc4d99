// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.AntiSpoof;
using RootfulContainers.NetworkHelper.Attachments;
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.Platform;
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
        using var initialized = new InitializedContainer(
            options.Name,
            options.User,
            options.Definition,
            options.NamespaceFirst,
            log
        );
        AntiSpoofing.RemoveOpenedGate();
        // Locks are taken in one order, each with a deadline: the container's state, the networks, netavark's own. None but the
        // first is held while others have their say.
        using var state = StateDirectory.Open(options.Name, create: true)!;
        using var context = new SetupContext(options, state, log) { Initialized = initialized };
        Attachment.SetUp(context);
    }

    /// <summary>Applies the options to the attached, running container.</summary>
    public void Reload()
    {
        using var state = StateDirectory.Open(options.Name, create: false);
        if (state is null || !state.Has(StatePaths.Container) || !state.Has(StatePaths.NetavarkRequest))
        {
            throw new HostException($"container {options.Name} is not attached; nothing to reload");
        }

        using var context = new SetupContext(options, state, log);
        Attachment.Reload(context);
    }
}
