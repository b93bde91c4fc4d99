// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor;

/// <summary>
/// SIGTERM and SIGINT as a descriptor that polls readable, so that one poll waits for everything. Others that people send to a service for
/// its program, as "systemctl kill --signal=HUP" does, come here as the unit's only process, and must not end the container.
/// </summary>
internal sealed unsafe class TerminationSignal : IDisposable
{
    // Of the last two the framework knows the numbers only.
    private static readonly (PosixSignal Signal, string Name)[] NotForThis =
    [
        (PosixSignal.SIGHUP, "HUP"),
        (PosixSignal.SIGQUIT, "QUIT"),
        ((PosixSignal)Signals.Restart, "USR1"),
        ((PosixSignal)Signals.User2, "USR2"),
    ];

    private readonly Descriptor _event;
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="refuse">Is told of others, by their names in "kill -s".</param>
    public TerminationSignal(Action<string> refuse)
    {
        _event = new Descriptor(ErrnoException.Check(eventfd(0, O_CLOEXEC | O_NONBLOCK), "eventfd"));
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Raise),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Raise),
            .. NotForThis.Select(s =>
                PosixSignalRegistration.Create(
                    s.Signal,
                    context =>
                    {
                        context.Cancel = true;
                        refuse(s.Name);
                    }
                )
            ),
        ];
    }

    public int PollDescriptor => _event.Value;

    /// <summary>From here on it polls readable when there is another one.</summary>
    public void Take()
    {
        ulong count;
        _ = read(_event.Value, (byte*)&count, sizeof(ulong));
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _event.Dispose();
    }

    private void Raise(PosixSignalContext context)
    {
        context.Cancel = true;
        var one = 1UL;
        _ = write(_event.Value, (byte*)&one, sizeof(ulong));
    }
}
