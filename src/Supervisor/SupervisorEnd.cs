// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor;

/// <summary>How the supervisor ends, and what it says before.</summary>
/// <param name="Status">Its exit status, if it does not end by a signal.</param>
/// <param name="Signal">
/// The one that ended the container, so that Restart= and SuccessExitStatus= know it as one: podman says 128 and its number.
/// </param>
internal sealed record SupervisorEnd(int Status, int? Signal)
{
    public Severity Severity { get; private init; }

    /// <summary>For the journal and the status; null when there is nothing to say, and the status is to hold nothing.</summary>
    public string? Text { get; private init; }

    /// <summary>Whether what the user's agent finds is to explain it.</summary>
    public bool IsExplained { get; private init; }

    public static SupervisorEnd With(int status) => new(status, null);

    public static SupervisorEnd By(int signal) => new(128 + signal, signal);

    /// <summary>As the container.</summary>
    public static SupervisorEnd As(int status) => new(status, Signals.Ends(status - 128) ? status - 128 : null);

    public SupervisorEnd Saying(Severity severity, string text, bool isExplained = false) =>
        this with
        {
            Severity = severity,
            Text = text,
            IsExplained = isExplained,
        };
}
