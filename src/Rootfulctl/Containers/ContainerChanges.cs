// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>Waits for what may be a change of containers.</summary>
internal sealed class ContainerChanges
{
    // Of their health nobody tells.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // What changes together is told one after the other.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();

    // The first time there is nothing to wait for.
    private bool _isChanged = true;

    public ContainerChanges(SystemBus bus) =>
        bus.Watch([SystemUnits.ContainerPrefix, SystemUnits.NetworkPrefix], Change);

    public void Wait()
    {
        Thread.Sleep(Shortest);
        lock (_gate)
        {
            if (!_isChanged)
            {
                Monitor.Wait(_gate, Longest);
            }

            _isChanged = false;
        }
    }

    private void Change()
    {
        lock (_gate)
        {
            _isChanged = true;
            Monitor.Pulse(_gate);
        }
    }
}
