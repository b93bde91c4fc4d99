// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>
/// Holds a running container still while its interfaces are recreated: netavark makes them ready for use, and only then
/// can the rules against spoofed addresses be put on them. Meanwhile a signal that asks this program to end has no effect:
/// nobody would let the container go on.
/// </summary>
internal sealed class FrozenContainer : IDisposable
{
    private const int SEEK_SET = 0;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly PosixSignal[] Ends = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly string _path;
    private readonly List<PosixSignalRegistration> _deferred;

    private FrozenContainer(string path)
    {
        _path = path;
        _deferred = [.. Ends.Select(s => PosixSignalRegistration.Create(s, context => context.Cancel = true))];
    }

    /// <returns>Null for a manually attached container that has no control group of its own: it would not freeze alone.</returns>
    public static FrozenContainer? Freeze(ContainerProcess container)
    {
        var processes = container.IsHolder ? UserUnits.StartBeside(container.ControlGroup) : container.ControlGroup;
        if (OwnGroup(processes) is not { } group)
        {
            return null;
        }

        const string Hybrid = "/sys/fs/cgroup/unified";
        var frozen = new FrozenContainer((Directory.Exists(Hybrid) ? Hybrid : "/sys/fs/cgroup") + group);
        frozen.Write("1");
        frozen.Wait();
        return frozen;
    }

    /// <summary>Not the process's own control group: a container can make groups below the one it got, and move there.</summary>
    public static string? OwnGroup(string controlGroup)
    {
        var parts = controlGroup.Split('/');
        var own = Array.FindIndex(
            parts,
            p => UserUnits.MayHoldProcesses(p) || p.StartsWith("libpod-", StringComparison.Ordinal)
        );
        return own < 0 ? null : string.Join('/', parts[..(own + 1)]);
    }

    public void Dispose()
    {
        Write("0");
        _deferred.ForEach(r => r.Dispose());
    }

    private void Write(string value)
    {
        try
        {
            using var file = Descriptor.Open($"{_path}/cgroup.freeze", O_WRONLY, "open cgroup.freeze");
            file.WriteAll(value, "write cgroup.freeze");
        }
        catch (ErrnoException)
        {
            // The container has just ended.
        }
    }

    private static bool IsFrozen(Descriptor events)
    {
        try
        {
            _ = lseek(events.Value, 0, SEEK_SET);
            var text = Encoding.ASCII.GetString(events.ReadAll(4096, "read cgroup.events"));
            return text.Contains("frozen 1", StringComparison.Ordinal);
        }
        catch (ErrnoException)
        {
            // The container has just ended, and there is nothing to wait for.
            return true;
        }
    }

    /// <summary>Goes on without after a while: a process in an uninterruptible wait freezes only after it.</summary>
    private unsafe void Wait()
    {
        using var events = new Descriptor(openat(AT_FDCWD, $"{_path}/cgroup.events", O_RDONLY | O_CLOEXEC, 0));
        if (events.IsInvalid)
        {
            return;
        }

        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience && !IsFrozen(events))
        {
            var changed = new PollDescriptor { Descriptor = events.Value, Events = POLLPRI };
            _ = poll(&changed, 1, Milliseconds(Patience - clock.Elapsed));
        }
    }
}
