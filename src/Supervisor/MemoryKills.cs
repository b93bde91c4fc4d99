// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor;

/// <summary>
/// Whether the kernel killed a process of the container for memory, and over which limit. It is watched, because the control group is
/// gone as soon as the container is.
/// </summary>
/// <param name="group">The control group of the container's unit.</param>
internal sealed class MemoryKills(string group) : IDisposable
{
    private const int Longest = 4096;

    private Descriptor? _events;

    /// <summary>Of what is ready when there is something to read; -1 when there never will be.</summary>
    public int PollDescriptor => _events?.Value ?? -1;

    /// <summary>Which memory was not enough, in words; null when nothing was killed.</summary>
    public string? Cause { get; private set; }

    public void Read()
    {
        // The kernel tells of what was not yet read by this very descriptor.
        _events?.Dispose();
        _events = null;
        try
        {
            var path = $"{group}/memory.events";
            _events = Descriptor.Open(path, O_RDONLY, path);
            if (Count(_events.ReadAll(Longest, path), "oom_kill") > 0)
            {
                Cause ??= FindCause();
            }
        }
        catch (Exception e) when (e is ErrnoException or IOException)
        {
            // It has ended; or the controller is not there.
            _events?.Dispose();
            _events = null;
        }
    }

    public void Dispose() => _events?.Dispose();

    /// <param name="events">memory.events of a control group.</param>
    public static long Count(byte[] events, string name) =>
        Encoding
            .ASCII.GetString(events)
            .Split('\n')
            .Select(l => l.Split(' '))
            .Where(w => w.Length == 2 && w[0] == name)
            .Select(w => long.TryParse(w[1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .FirstOrDefault();

    /// <param name="limit">memory.max of a control group.</param>
    public static string Size(string limit)
    {
        if (!long.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            return limit;
        }

        var unit = 0;
        while (size > 0 && size % 1024 == 0 && unit < 4)
        {
            size /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{size}{"BKMGT"[unit]}");
    }

    /// <summary>The limit is that of the control group that reached its own: podman's below the unit, the unit's, or one above.</summary>
    private string FindCause()
    {
        var above = new List<string>();
        for (
            var path = group;
            path.Length > 0 && File.Exists($"{path}/memory.max");
            path = Path.GetDirectoryName(path)!
        )
        {
            above.Add(path);
        }

        var reached = Directory.EnumerateDirectories(group).Concat(above).FirstOrDefault(HasReachedLimit);
        return reached is null ? "the machine had none left"
            : above.IndexOf(reached) <= 0 ? $"its limit is {Limit(reached)}"
            : $"the limit of {Path.GetFileName(reached)} is {Limit(reached)}";
    }

    private static string Limit(string path) => Size(File.ReadAllText($"{path}/memory.max").Trim());

    private static bool HasReachedLimit(string path) =>
        File.Exists($"{path}/memory.events.local")
        && Count(File.ReadAllBytes($"{path}/memory.events.local"), "oom") > 0
        && Limit(path) != "max";
}
