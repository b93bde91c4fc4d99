// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.NetworkHelper.AntiSpoof;
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.NetworkHelper.Networks;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Firewall;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>One step of an attachment, and what undoes it, in this order.</summary>
/// <remarks>
/// An undo knows nothing but the state directory. It may run in another process, long after the step or a part of it was done, and also
/// when it never was: what is already gone is fine.
/// </remarks>
internal sealed record AttachmentStep(Action<SetupContext> Do, params Action<TeardownContext>[] Undo);

/// <summary>
/// What an attachment is: the steps below, from the first to the last. A teardown, and a setup that fails, undo all of them backwards. A
/// setup that finds the remains of one that was killed first undoes what concerns networks. A reload, and a setup that finds the container
/// attached, undo and do again the steps of <see cref="Network"/>. What of each survives a crash, and who goes on from that, says the table
/// in docs/architecture.md.
/// </summary>
internal static class Attachment
{
    /// <summary>
    /// Gets the container's network namespace, in which nothing runs yet. The state directory is there, and locked. The user's units begin
    /// before the networks are looked at: they take longer.
    /// </summary>
    private static readonly AttachmentStep[] Container =
    [
        new(c => new ContainerRecord(c.Options.User).SaveUnlessPresent(c.State), RemoveState),
        new(ContainerFiles.Make),
        new(ContainerFiles.LinkNotifySocket),
        new(c => c.Initialized!.Begin(c.FilesAreNew), StopUnits),
        new(PrepareNetwork),
        // Not of a user who was given a wrong command line.
        new(c => Linger.Enable(c.Options.User, c.Log)),
        // While the user's service manager is busy.
        new(FindJob),
        new(Initialize),
    ];

    // By netavark.json others see whose the ports are, and the next setup that there is something to undo: it is the last to go.
    private static readonly AttachmentStep Ports = new(PortBinding.Do, t => t.State.Delete(StatePaths.NetavarkRequest));

    // From here to netavark's end podman's lock is held.
    private static readonly AttachmentStep Leases = new(
        AddressLeasing.Do,
        t => Addresses.Release(t.Name),
        t => Addresses.ReleaseReservations(t.Name)
    );

    // Before netavark runs: whatever happens from here on, teardown knows what to undo.
    private static readonly AttachmentStep Request = new(c =>
        c.State.Write(StatePaths.NetavarkRequest, c.Request, Permissions.OwnerOnly)
    );

    private static readonly AttachmentStep Netavark = new(
        NetavarkRun.SetUp,
        NetavarkRun.TearDown,
        t => HostInterfaces.RemoveSaved(t.State),
        // Only now has the container no interface left to send with.
        t => AntiSpoofing.Remove(t.Name),
        t => PinnedNamespace.Remove(t.State)
    );

    // podman may be at it for long, as it pulls the image.
    private static readonly AttachmentStep Created = new(AwaitCreated);

    private static readonly AttachmentStep Files = new(ContainerFiles.Write);

    // What rootful-start@ waits for, and by which it refuses to run from the first undo on.
    private static readonly AttachmentStep Status = new(
        c => c.State.Write(StatePaths.Status, c.Answer, Permissions.OwnerOnly),
        t => t.State.Delete(StatePaths.Status)
    );

    private static readonly AttachmentStep[] Network = [Request, Netavark];

    // The supervisor does it else. The user's manager is not waited for while there is something left to do.
    private static readonly AttachmentStep Ahead = new(c =>
    {
        if (c.Job is { IsNext: true })
        {
            c.Initialized!.BeginStart();
        }
    });

    /// <summary>What the container is started by.</summary>
    private static readonly AttachmentStep[] Start = [Created, Files, Status, Ahead];

    private static readonly AttachmentStep Handover = new(ServiceHandover.Do);

    private static readonly AttachmentStep Started = new(c => c.Initialized?.AwaitStart());

    /// <summary>Gets the container created and initialized, and attaches it. Repeating it is safe.</summary>
    public static void SetUp(SetupContext context)
    {
        var isAttached = false;
        try
        {
            isAttached = RecoverOrDetectAttached(context);
            Do(Container, context);
            if (context.Shared is { } shared)
            {
                Do(Start, context);
                shared.Tell(context);
            }
            else
            {
                Attach(context, evenIfCurrent: false);
            }

            Started.Do(context);
        }
        // What is attached keeps the network it has. systemd has it detached where its unit failed by this.
        catch (Exception e) when (!isAttached)
        {
            var ended = context.Container is { IsHolder: true } holder && ContainerProcess.HasEnded(holder.Pidfd);
            context.Dispose();
            // Else it might start what is stopped below.
            context.Initialized?.End();
            foreach (var error in TearDown(context.Teardown with { UserHangs = e is NoAnswerException }))
            {
                context.Log.Error(error);
            }

            if (ended)
            {
                throw new HostException(
                    $"{UserUnits.Init(context.Options.Name)} of user {context.Options.User}, which held the network namespace, has ended",
                    e
                );
            }

            throw;
        }
    }

    /// <summary>Applies changed options to the attached, running container, and puts back rules that somebody flushed.</summary>
    public static void Reload(SetupContext context)
    {
        var record = ContainerRecord.Load(context.State)!;
        context.Earlier = context.State.Read(StatePaths.NetavarkRequest);
        NetworkPreparation.Do(context);
        context.Container = ContainerProcess.Verify(record.Claim, context.Options.User, unit: null);
        NoteProcess(context);
        Attach(context, evenIfCurrent: true);
    }

    /// <summary>
    /// Undoes everything. Goes on after an error: whatever stays attached would block the container's next start.
    /// </summary>
    /// <returns>What went wrong; empty when nothing is left.</returns>
    public static IReadOnlyList<string> TearDown(TeardownContext context)
    {
        ContainerRemoval? removal = null;
        var errors = new List<string>();
        try
        {
            removal = ContainerRecord.Load(context.State) is { } record
                ? new ContainerRemoval(context.Name, record.Uid)
                : null;
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            errors.Add(e.Message);
        }

        using (removal)
        {
            var prepared = context with { Removal = removal };
            // The networks first: the container's removal takes its network namespace along.
            return [.. Detach(prepared), .. errors, .. Undo(Container, prepared)];
        }
    }

    /// <summary>
    /// Removes the container, and keeps all that it joined for its next one: namespace, addresses and ports. Nothing that this may have
    /// missed is lost, as a teardown can still follow.
    /// </summary>
    /// <returns>Whether it is kept; not where nothing holds the namespace but the container itself, or it is another one's.</returns>
    public static bool TryToKeep(TeardownContext context)
    {
        try
        {
            if (
                !IsAttached(context.State)
                || !context.State.Has(StatePaths.NetavarkRequest)
                || ContainerRecord.Load(context.State) is not { IsHolder: true } record
            )
            {
                return false;
            }

            using var removal = new ContainerRemoval(context.Name, record.Uid, keepNamespace: true);
            removal.Run(hangs: false);
            return true;
        }
        catch (HostException e)
        {
            context.Log.Warning(e.Message);
            return false;
        }
    }

    /// <summary>Clears away what a run that was killed left: its rules and leases would stand in the way.</summary>
    /// <returns>Whether the container is attached and runs.</returns>
    private static bool RecoverOrDetectAttached(SetupContext context)
    {
        if (context.State.Read(StatePaths.NetavarkRequest) is not { } request)
        {
            return false;
        }

        if (IsAttached(context.State))
        {
            context.Earlier = request;
            return true;
        }

        Recover(context.Teardown);
        return false;
    }

    private static bool IsAttached(StateDirectory state) =>
        state.Has(StatePaths.Status) && ContainerRecord.Load(state) is { IsAlive: true };

    /// <exception cref="HostException">There is something left that would stand in the way.</exception>
    private static void Recover(TeardownContext context)
    {
        var errors = Detach(context);
        if (context.State.Has(StatePaths.NetavarkRequest))
        {
            throw new HostException(string.Join("; ", errors));
        }

        foreach (var error in errors)
        {
            context.Log.Warning(error);
        }
    }

    private static void PrepareNetwork(SetupContext context)
    {
        if (context.Options.NetworkOf is { } owner)
        {
            SharedNetwork.Find(context, owner);
        }
        else
        {
            NetworkPreparation.Do(context);
        }
    }

    private static void Initialize(SetupContext context)
    {
        // The user's service manager is still busy with letting its client in.
        AntiSpoofing.Prepare();
        context.Container = context.Initialized!.Get();
        NoteProcess(context);
    }

    private static void FindJob(SetupContext context)
    {
        if (context.Options.Start && context.Initialized is not null && ServiceNotification.IsExpected)
        {
            context.Job = new ContainerJob(context.Options.Name);
        }
    }

    private static void AwaitCreated(SetupContext context)
    {
        var container = context.Container;
        var id = context.Initialized?.AwaitCreated(container) ?? context.Record.Id;
        context.Record = context.Record with { Id = id, Rules = NetavarkRules.Table };
        context.Record.Save(context.State);
        if (container.IsHolder)
        {
            // podman, which is the user's, follows it; root has the namespace itself.
            context.State.Link(StatePaths.Joined, $"/proc/{container.Process}/ns/net");
        }
    }

    private static void NoteProcess(SetupContext context)
    {
        var record = ContainerRecord.Load(context.State)!;
        if (context.Earlier is not null && !record.Is(context.Container))
        {
            // Another container under the same name: the one that was attached is gone.
            Recover(context.Teardown);
            context.Earlier = null;
        }

        var options = context.Options;
        context.Record = context.Earlier is null ? new ContainerRecord(options.User, context.Container) : record;
        context.Record = context.Record with { Command = options.Command };
        context.Record.Save(context.State);
        if (context.Shared is { } shared)
        {
            shared.Require(context.Record);
        }
        else if (context.Earlier is null)
        {
            context.Record.RequireOwnNamespace(options.Name);
        }
    }

    /// <param name="evenIfCurrent">Whether to do the steps of the network again also when nothing was changed: rules may be missing.</param>
    private static void Attach(SetupContext context, bool evenIfCurrent)
    {
        Ports.Do(context);
        try
        {
            AwaitOrphanedNetavark(context.State);
            PortBinding.Examine(context);
            AttachInTurn(context, evenIfCurrent);
            // Not while podman's lock is held: it may take long.
            PortBinding.ForgetOldFlows(context);
            Do(Start, context);
        }
        catch
        {
            context.Ports.Dispose();
            context.Held.Restore();
            throw;
        }

        Handover.Do(context);
    }

    private static void AttachInTurn(SetupContext context, bool evenIfCurrent)
    {
        Firewalld.Await(context.Options.Name, context.Log);
        using var turn = NetavarkLock.Acquire();
        PortBinding.RequireFree(context);
        Leases.Do(context);
        if (context.Earlier is null)
        {
            Do(Network, context);
        }
        else if (
            evenIfCurrent
            || context.Record.Rules != NetavarkRules.Table
            || !context.Request.AsSpan().SequenceEqual(context.Earlier)
            || context.State.Read(StatePaths.Status) is not { } status
        )
        {
            Reattach(context, context.Earlier);
        }
        else
        {
            context.AntiSpoofing.Apply(context.Attached, HostInterfaces.Load(context.State));
            context.Answer = status;
        }
    }

    /// <summary>
    /// Undoes and does again the steps of the network. Addresses, MACs and the ports that were chosen stay, so that connections survive;
    /// rules against spoofed addresses are replaced in one go.
    /// </summary>
    private static void Reattach(SetupContext context, byte[] earlier)
    {
        using var frozen = FrozenContainer.Freeze(context.Container);
        // From here to the new answer the container is half detached, should this be the end of it.
        context.State.Delete(StatePaths.Status);
        NetavarkRun.TakeOff(context, earlier);
        try
        {
            Do(Network, context);
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            // The container runs: its old network is better than none.
            NetavarkRun.TakeOff(context, context.Request);
            context.Request = earlier;
            context.Attached = SentRequest.Attachments(earlier);
            Do([Request, Netavark, Status], context);
            throw;
        }
    }

    /// <summary>Only the networks; the state directory stays, with netavark's request in it if netavark was interrupted.</summary>
    private static List<string> Detach(TeardownContext context)
    {
        AwaitOrphanedNetavark(context.State);
        return Undo([Ports, Leases, .. Network, .. Start, Handover], context);
    }

    private static void AwaitOrphanedNetavark(StateDirectory state)
    {
        if (state.Has(StatePaths.NetavarkRequest) && !state.Has(StatePaths.Status))
        {
            OrphanedNetavark.Await(state);
        }
    }

    private static void Do(IEnumerable<AttachmentStep> steps, SetupContext context)
    {
        foreach (var step in steps)
        {
            step.Do(context);
        }
    }

    private static List<string> Undo(IEnumerable<AttachmentStep> steps, TeardownContext context)
    {
        var errors = new List<string>();
        foreach (var undo in steps.Reverse().SelectMany(s => s.Undo))
        {
            try
            {
                undo(context);
            }
            catch (NetavarkInterruptedException e)
            {
                errors.Add(
                    $"{e.Message}; the next start of {context.Name}, or '{Environment.ProcessPath} {HelperCommands.Teardown} {context.Name}', tries again"
                );
                break;
            }
            catch (Exception e) when (HostException.IsFailureOutside(e))
            {
                errors.Add(e.Message);
            }
        }

        return errors;
    }

    private static void StopUnits(TeardownContext context) => context.Removal?.Run(context.UserHangs);

    private static void RemoveState(TeardownContext context)
    {
        if (!context.State.Has(StatePaths.NetavarkRequest))
        {
            context.State.Remove();
        }
    }
}
