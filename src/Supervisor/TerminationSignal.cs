// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor;

/// <summary>SIGTERM and SIGINT as a descriptor that polls readable, so that one poll waits for everything.</summary>
internal sealed unsafe class TerminationSignal : IDisposable
{
    private readonly Descriptor _event;
    private readonly PosixSignalRegistration[] _registrations;

    public TerminationSignal()
    {
        _event = new Descriptor(ErrnoException.Check(eventfd(0, O_CLOEXEC | O_NONBLOCK), "eventfd"));
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Raise),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Raise),
        ];
    }

    public int PollDescriptor => _event.Value;

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
