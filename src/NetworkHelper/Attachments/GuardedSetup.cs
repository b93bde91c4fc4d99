// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.AntiSpoof;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>
/// netavark's setup, with the rules against spoofed addresses on each interface as soon as netavark has made it, while it goes
/// on with firewall and names. Until they are there the bridges check the same.
/// </summary>
internal sealed class GuardedSetup(
    NetavarkProgram netavark,
    AntiSpoofing antiSpoofing,
    StateDirectory state,
    IReadOnlyList<AttachedNetwork> networks
)
{
    private readonly HostInterfaces _interfaces = new(networks);
    private readonly HashSet<HostInterface> _seen = [];
    private HashSet<HostInterface>? _guarded;

    /// <returns>netavark's answer. Whatever it made is guarded, and saved in the state directory.</returns>
    public byte[] Run(string netns, byte[] request)
    {
        using var monitor = new LinkMonitor();
        _interfaces.Remember();
        try
        {
            var answer = netavark.Setup(
                netns,
                request,
                new Meanwhile(
                    () =>
                        antiSpoofing.CloseGate(networks, _interfaces.PresentBefore, NetavarkProgram.LimitFor(request)),
                    monitor.Descriptor,
                    () => Hear(monitor.Receive())
                )
            );
            var made = _interfaces.RequireNew();
            // The kernel may have told less than there was.
            if (_guarded?.SetEquals(made) != true)
            {
                Guard(made);
            }

            _interfaces.ForgetNeighbors();
            return answer;
        }
        catch
        {
            _interfaces.RemoveNew();
            throw;
        }
        finally
        {
            // Last: either the rules are on the interfaces, or these are gone.
            antiSpoofing.OpenGate();
        }
    }

    private void Hear(IReadOnlyList<LinkMessage> messages)
    {
        _seen.UnionWith(messages.Select(_interfaces.NewIn).OfType<HostInterface>());
        if (_guarded is not null || _seen.Count != _interfaces.Expected)
        {
            return;
        }

        try
        {
            Guard([.. _seen]);
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            // netavark must not be left alone. When it has ended, the same is tried again, and told.
        }
    }

    private void Guard(IReadOnlyList<HostInterface> interfaces)
    {
        HostInterfaces.Save(state, interfaces);
        antiSpoofing.Apply(networks, interfaces);
        _guarded = [.. interfaces];
    }
}
