// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Netavark;

/// <summary>
/// The removal of host's ends of interfaces, beside other work: the kernel takes some 30 ms more for one that is on no bridge any more
/// and that nobody finds.
/// </summary>
internal sealed class InterfaceRemoval
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly IReadOnlyList<HostInterface> _interfaces;
    private readonly Thread _thread;
    private Exception? _failure;

    public InterfaceRemoval(IReadOnlyList<HostInterface> interfaces)
    {
        _interfaces = interfaces;
        _thread = new Thread(Run);
        _thread.Start();
    }

    /// <summary>
    /// Waits until nobody finds them. Whoever changes an interface from here on comes after that, as the kernel lets one in after the
    /// other.
    /// </summary>
    public void AwaitUnlisted()
    {
        while (_thread.IsAlive && _interfaces.Any(i => RouteNetlink.Has(i.Link)))
        {
            Thread.Sleep(Pause);
        }

        if (!_thread.IsAlive)
        {
            AwaitEnd();
        }
    }

    public void AwaitEnd()
    {
        _thread.Join();
        if (_failure is not null)
        {
            throw _failure;
        }
    }

    private void Run()
    {
        try
        {
            HostInterfaces.Remove(_interfaces);
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            _failure = e;
        }
    }
}
