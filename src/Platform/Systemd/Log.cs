// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Systemd;

/// <summary>As in syslog(3).</summary>
internal enum Severity
{
    Error = 3,
    Warning = 4,
    Notice = 5,
}

/// <summary>
/// Messages for people: to the journal when stderr leads there, else to stderr. In the journal root's also carry the unit
/// an admin looks at, so that <c>systemctl status rootful-container@NAME</c> shows why its network failed. Those of a user's process
/// would be believed of its own unit alone, and go there by stderr: of a process that has ended meanwhile the journal knows the unit
/// only by that stream.
/// </summary>
internal sealed class Log
{
    private const int LongestMessage = 2048;

    private readonly string _program;
    private readonly string? _unit;
    private readonly bool _hasPriorities;
    private readonly bool _toJournal;
    private readonly Action<string> _print;
    private bool _hasUnread;

    /// <param name="program">Who says it.</param>
    /// <param name="unit">The one whose status is to show it.</param>
    /// <param name="print">Takes a line for whoever is not reading the journal.</param>
    public Log(string program, string? unit, Action<string> print)
    {
        _program = program;
        _unit = unit;
        _hasPriorities = StderrIsJournal();
        _toJournal = _hasPriorities && Environment.IsPrivilegedProcess;
        _print = print;
    }

    public void Error(string message) => Write(Severity.Error, message);

    public void Warning(string message) => Write(Severity.Warning, message);

    public void Notice(string message) => Write(Severity.Notice, message);

    /// <summary>To be called before the process ends; waits only when there was an error, which must be in the status.</summary>
    public void Flush()
    {
        if (_hasUnread)
        {
            Journal.Synchronize();
            _hasUnread = false;
        }
    }

    public void Write(Severity severity, string text)
    {
        var message = PrintableText.Of(text, LongestMessage);
        if (_toJournal && SendToJournal(severity, message))
        {
            _hasUnread |= severity == Severity.Error;
            return;
        }

        // As in sd-daemon(3).
        _print(
            _hasPriorities
                ? string.Create(CultureInfo.InvariantCulture, $"<{(int)severity}>{message}")
                : $"{_program}: {message}"
        );
    }

    private bool SendToJournal(Severity severity, string message)
    {
        using var journal = JournalSocket.TryOpen();
        return journal?.TrySend(_program, (int)severity, message, _unit, wait: true) ?? false;
    }

    /// <summary>$JOURNAL_STREAM, see systemd.exec(5): device and inode of the stream the service manager connected.</summary>
    private static bool StderrIsJournal()
    {
        var stream = Environment.GetEnvironmentVariable("JOURNAL_STREAM");
        if (stream is null || statx(2, "", AT_EMPTY_PATH, 0x7ff, out var status) < 0)
        {
            return false;
        }

        var device = ((ulong)status.DeviceMajor << 8) | status.DeviceMinor;
        return stream == string.Create(CultureInfo.InvariantCulture, $"{device}:{status.Inode}");
    }
}
