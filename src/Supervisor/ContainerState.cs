// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor;

/// <summary>
/// What has happened to a container, and what follows from it: every decision of the <see cref="ContainerSupervisor"/>, and nothing
/// that it does. An event returns what the user's agent is to do now, or nothing.
/// </summary>
/// <param name="namespaceFirst">Whether the network namespace is there before the container, whose processes are in <c>rootful-start@</c>.</param>
internal sealed class ContainerState(ContainerName name, UserAccount user, bool namespaceFirst)
{
    private const int Killed = 128 + SIGKILL;

    /// <summary>128 + SIGTERM, of a job that was stopped: a success to systemd, and none of the job.</summary>
    private const int Stopped = 143;

    private bool _hasProcess;
    private bool _isStarting = true;
    private bool _isReady;
    private bool _hasOwnStatus;
    private bool _stopRequested;
    private bool _restartRequested;
    private bool _isNamespaceLost;
    private string? _failure;

    /// <summary>Whether the container's user may have it restarted, as podman auto-update does.</summary>
    public bool IsRestartable { get; init; }

    /// <summary>Whether the container is ready when it is started, and does not say so itself.</summary>
    public bool IsReadyWhenStarted { get; init; }

    /// <summary>Whether it is done when it has ended well, and not before.</summary>
    public bool IsJob { get; init; }

    /// <summary>Whether the container's process has ended.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether systemd wants it stopped.</summary>
    public bool IsStopRequested => _stopRequested;

    /// <summary>From here on nothing that the container says may give it more time.</summary>
    private bool IsEnding => _stopRequested || _restartRequested || _failure is not null;

    /// <summary>Only a start may take longer than it was given: a container that runs or stops could put off its end for ever.</summary>
    public bool MayTakeLonger => !_isReady && !IsEnding;

    /// <summary>
    /// Whether it goes on without an agent: without the container's process there is nothing to wait for but what is being stopped.
    /// </summary>
    public bool OutlivesAgent => _hasProcess || IsEnding;

    /// <summary>Whether the status may say what the start waits for.</summary>
    public bool LacksStatus => !_isReady && !_hasOwnStatus;

    /// <summary>Whether the container has ended, or will not be there.</summary>
    /// <param name="hasAgent">Whether one is at work.</param>
    /// <param name="isStartOverdue">Whether the start of a container that has ended has gone on for too long.</param>
    public bool IsOver(bool hasAgent, bool isStartOverdue) =>
        _hasProcess ? HasEnded && (!_isStarting || isStartOverdue) : !hasAgent;

    /// <returns>Whether it takes the place of one that has ended.</returns>
    public bool ProcessFound()
    {
        var isRestart = _hasProcess;
        _hasProcess = true;
        HasEnded = false;
        return isRestart;
    }

    /// <summary>
    /// That is all, unless somebody restarts it. Who does so to its unit alone, in the user's manager, keeps the network namespace, and
    /// the supervisor as well.
    /// </summary>
    public string? ProcessEnded()
    {
        HasEnded = true;
        if (!namespaceFirst || _isStarting || IsEnding)
        {
            return null;
        }

        _isStarting = true;
        return UserAgent.End;
    }

    /// <summary>The process that held the network namespace has ended, and the container with it.</summary>
    public void NamespaceLost() => _isNamespaceLost = true;

    public void AgentGone() => _isStarting = false;

    /// <summary>By systemd. What is being stopped already goes on as it is.</summary>
    /// <param name="hasAgent">Whether one is at work: perhaps one that is to stop the container was killed.</param>
    public string? StopRequested(bool hasAgent = true)
    {
        var isUnderWay = hasAgent && IsEnding;
        _stopRequested = true;
        return isUnderWay ? null : Stop(UserAgent.EndByStop);
    }

    public string? StartFailed(string reason)
    {
        if (_stopRequested)
        {
            return null;
        }

        _failure = $"{UserUnits.Start(name)} of user {user} failed: {reason}";
        return Stop(UserAgent.EndByFailure);
    }

    /// <summary>By the container's user.</summary>
    public string? RestartRequested()
    {
        if (!IsRestartable || IsEnding)
        {
            return null;
        }

        _restartRequested = true;
        return Stop(UserAgent.EndByStop);
    }

    /// <summary>The container was started, as far as the user's manager is concerned.</summary>
    /// <param name="addresses">Its status.</param>
    /// <returns>What systemd is to know.</returns>
    public IReadOnlyList<string> Started(string addresses) =>
        IsReadyWhenStarted && !IsEnding ? Notified([NotifyMessage.Ready], addresses) : [];

    /// <param name="lines">Of a message of the container, those that may pass.</param>
    /// <param name="addresses">The status of a container that has none of its own.</param>
    /// <returns>What systemd is to know.</returns>
    public IReadOnlyList<string> Notified(IReadOnlyList<string> lines, string addresses)
    {
        _hasOwnStatus |= NotifyMessage.HasStatus(lines);
        if (_isReady || !NotifyMessage.IsReady(lines))
        {
            return lines;
        }

        _isReady = true;
        return _hasOwnStatus ? lines : [.. lines, $"STATUS={addresses}"];
    }

    /// <param name="exit">How conmon ended; null when nobody knows.</param>
    /// <param name="memory">For want of which memory a process was killed.</param>
    /// <param name="isManagerStopping">Whether the user's service manager is being stopped; asked where it matters.</param>
    public SupervisorEnd Finish(ProcessExit? exit, string? memory, Func<bool> isManagerStopping)
    {
        var status = exit?.Status;
        if (_failure is not null)
        {
            var end = status is null or 0 ? SupervisorEnd.With(ExitStatus.Failed) : SupervisorEnd.As(status.Value);
            return end.Saying(Severity.Error, _failure, isExplained: true);
        }

        if (_isNamespaceLost && !_stopRequested)
        {
            // Whatever the container made of being stopped with it: systemd must not take it for a success.
            return SupervisorEnd
                .With(ExitStatus.Failed)
                .Saying(Severity.Error, $"{name} ended, as the process that held its network namespace did");
        }

        if (_restartRequested && !_stopRequested)
        {
            return SupervisorEnd.By(Signals.Restart);
        }

        if (_stopRequested && status is null or 0 or > 128)
        {
            var end = SupervisorEnd.With(IsJob ? Stopped : 0);
            // By an administrator, or by systemd because the time to start was over.
            return !_isReady
                    ? end.Saying(Severity.Warning, $"{name} was stopped before it was ready", isExplained: true)
                : status == Killed
                    ? end.Saying(Severity.Warning, $"{name} did not end at its stop signal and was killed")
                : IsJob ? end.Saying(Severity.Warning, $"{name} was stopped before it had ended", isExplained: true)
                : isManagerStopping() ? end.Saying(Severity.Notice, EndedWithManager)
                // Ended by the signal it was asked to end by, as a service that ends by SIGTERM.
                : end;
        }

        if (exit is null)
        {
            return SupervisorEnd.With(ExitStatus.Failed).Saying(Severity.Error, EndedWithManager);
        }

        var severity = status == 0 ? Severity.Notice : Severity.Warning;
        var killed =
            memory is null ? ""
            : status == Killed ? $", out of memory: {memory}"
            : $", after a process of it was killed, out of memory: {memory}";
        return SupervisorEnd.As(exit.Status).Saying(severity, $"{name} {Ending(exit)}{killed}", isExplained: true);
    }

    private string EndedWithManager => $"{name} ended together with the service manager of user {user}";

    private string Stop(string way)
    {
        _isStarting = false;
        return way;
    }

    private static string Ending(ProcessExit exit) =>
        // podman's conmon ends with the container's exit status, whatever ended that.
        exit.Signal
            is { } signal
            ? $"ended, as conmon was killed by {Signals.NameOf(signal)}"
        : Signals.Ends(exit.Status - 128) ? $"was ended by {Signals.NameOf(exit.Status - 128)}"
        : string.Create(CultureInfo.InvariantCulture, $"ended with exit status {exit.Status}");
}
