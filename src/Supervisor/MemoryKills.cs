// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Globalization;
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor;

/// <summary>
/// Whether the kernel killed a process of the container for memory, and over which limit. It is watched, because the control group is
/// gone as soon as the container is.
/// </summary>
internal sealed class MemoryKills : IDisposable
{
    private const int Longest = 4096;

    // Also what presses against a limit without an end is news to the kernel, a hundred times a second.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // What a container loses its life by follows soon; a process that was killed long before explains nothing.
    private static readonly TimeSpan Explains = TimeSpan.FromSeconds(30);

    private readonly string _group;
    private readonly List<(string Path, long Reached)> _above;
    private readonly Stopwatch _sinceRead = new();
    private readonly Stopwatch _sinceKill = new();
    private Descriptor? _events;
    private long _kills;
    private string _cause = "";

    /// <param name="group">The control group of the container's unit.</param>
    public MemoryKills(string group)
    {
        _group = group;
        _above = Above(group).ConvertAll(p => (p, LimitsReached(p)));
    }

    /// <summary>Of what is ready when there is something to read; -1 when there never will be, or not yet again.</summary>
    public int PollDescriptor => Due is null ? _events?.Value ?? -1 : -1;

    /// <summary>When it may be read again; null when it may.</summary>
    public TimeSpan? Due => _sinceRead.IsRunning && _sinceRead.Elapsed < Pause ? Pause - _sinceRead.Elapsed : null;

    /// <summary>Which memory was not enough, in words; null when nothing was killed just now.</summary>
    public string? Cause => _sinceKill.IsRunning && _sinceKill.Elapsed < Explains ? _cause : null;

    public void Read()
    {
        // The kernel tells of what was not yet read by this very descriptor.
        _events?.Dispose();
        _events = null;
        _sinceRead.Restart();
        try
        {
            var path = $"{_group}/memory.events";
            _events = Descriptor.Open(path, O_RDONLY, path);
            var events = _events.ReadAll(Longest, path);
            if (Count(events, "oom_kill") is var kills && kills > _kills)
            {
                _kills = kills;
                _sinceKill.Restart();
                _cause = FindCause(isWithin: Count(events, "oom") > 0);
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
    /// <param name="isWithin">Whether it is the unit's own, or of a control group in it.</param>
    private string FindCause(bool isWithin)
    {
        const string Unknown = "over a limit within the container";
        try
        {
            if (isWithin)
            {
                var reached = Directory.EnumerateDirectories(_group).Prepend(_group).FirstOrDefault(HasReachedLimit);
                return reached is null ? Unknown : $"its limit is {Limit(reached)}";
            }

            // Those above count for all that is in them, and have done so before.
            var above = _above.Find(a => LimitsReached(a.Path) > a.Reached && Limit(a.Path) != "max").Path;
            return above is null
                ? "the machine had none left"
                : $"the limit of {Path.GetFileName(above)} is {Limit(above)}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unknown;
        }
    }

    /// <summary>The control groups above that have a limit, the closest first.</summary>
    private static List<string> Above(string group)
    {
        var above = new List<string>();
        for (
            var path = Path.GetDirectoryName(group);
            path?.Length > 0 && File.Exists($"{path}/memory.max");
            path = Path.GetDirectoryName(path)
        )
        {
            above.Add(path);
        }

        return above;
    }

    private static string Limit(string path) => Size(File.ReadAllText($"{path}/memory.max").Trim());

    private static bool HasReachedLimit(string path) => LimitsReached(path) > 0 && Limit(path) != "max";

    private static long LimitsReached(string path)
    {
        try
        {
            return OptionalFile.Read($"{path}/memory.events.local") is { } events ? Count(events, "oom") : 0;
        }
        catch (IOException)
        {
            // It was removed while it was open.
            return 0;
        }
    }
}
