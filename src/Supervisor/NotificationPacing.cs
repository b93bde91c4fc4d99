// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Supervisor;

/// <summary>
/// How often the container may be heard by the service manager, for which each message is work and news for all who
/// watch the unit. A few go as they come; of more than that, what is still true goes a few times a second. So a flood of
/// STATUS= holds up neither PID 1 nor the keep-alives of the watchdog.
/// </summary>
internal sealed class NotificationPacing
{
    public const int Burst = 16;
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // What the container is doing, of which only the last is true, and the time that belongs to RELOADING=1.
    private static readonly string[] Phases = ["READY", "RELOADING", "STOPPING", "MONOTONIC_USEC"];

    private readonly List<string> _pending = [];
    private TimeSpan _full;

    /// <summary>Adds a message of the container; its lines take the place of earlier ones with the same name.</summary>
    public void Add(IReadOnlyList<string> message)
    {
        var last = message.Reverse().DistinctBy(Name, StringComparer.Ordinal).Reverse().ToList();
        var names = last.Select(Name).ToList();
        if (names.Any(n => Phases.Contains(n, StringComparer.Ordinal)))
        {
            names.AddRange(Phases);
        }

        _pending.RemoveAll(l => names.Contains(Name(l), StringComparer.Ordinal));
        _pending.AddRange(last);
    }

    /// <summary>Forgets what is not to be said any more, however long ago it came.</summary>
    public void Drop(Predicate<string> lines) => _pending.RemoveAll(lines);

    /// <summary>How long to wait before <see cref="Take"/> gives something, or null while there is nothing to give.</summary>
    public TimeSpan? Due(TimeSpan now)
    {
        var earliest = _full - ((Burst - 1) * Interval);
        return _pending.Count == 0 ? null
            : earliest <= now ? TimeSpan.Zero
            : earliest - now;
    }

    /// <summary>What may be sent now; null when it is nothing, or too early.</summary>
    public string? Take(TimeSpan now)
    {
        if (Due(now) != TimeSpan.Zero)
        {
            return null;
        }

        // The time at which the whole burst is available again.
        _full = (_full > now ? _full : now) + Interval;
        return TakeAll();
    }

    /// <summary>Everything that is left, for the end.</summary>
    public string? TakeAll()
    {
        if (_pending.Count == 0)
        {
            return null;
        }

        var message = string.Join('\n', _pending);
        _pending.Clear();
        return message;
    }

    private static string Name(string line) => line[..line.IndexOf('=', StringComparison.Ordinal)];
}
