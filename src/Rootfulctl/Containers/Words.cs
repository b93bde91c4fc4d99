// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Output;
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>The words for what a container is and has.</summary>
internal static class Words
{
    public const string Running = "running";
    public const string Paused = "paused";
    public const string Starting = "starting";
    public const string Stopping = "stopping";
    public const string Restarting = "restarting";
    public const string Failed = "failed";
    public const string Stopped = "stopped";
    public const string Done = "done";
    public const string Invalid = "invalid";
    public const string Masked = "masked";

    public static readonly string[] States =
    [
        Running,
        Paused,
        Starting,
        Stopping,
        Restarting,
        Failed,
        Stopped,
        Done,
        Invalid,
        Masked,
    ];

    public static string OfState(ListedContainer container) =>
        OfUnit(container.Unit, container.NetworkUnit) switch
        {
            // What does not run cannot start either.
            Failed or Stopped when container.Definition is { IsBroken: true } => Invalid,
            Failed or Stopped when container.IsUnitMasked || container.Definition is { IsMasked: true } => Masked,
            // A job is starting until it has ended.
            Starting when container.IsRunning => Running,
            Running when !container.IsRunning => Done,
            Running when container.IsPaused => Paused,
            Stopped when container is { IsJob: true, Runs.HasEndedWell: true } => Done,
            var word => word,
        };

    public static Tone Tone(string state) =>
        state switch
        {
            Running or Done => Output.Tone.Good,
            Paused or Starting or Stopping or Restarting => Output.Tone.Warning,
            Failed or Invalid or ListedPrerequisite.Gone => Output.Tone.Bad,
            _ => Output.Tone.Faint,
        };

    public static Tone HealthTone(string health) =>
        health switch
        {
            "healthy" => Output.Tone.Good,
            "unhealthy" => Output.Tone.Bad,
            _ => Output.Tone.Warning,
        };

    private static string OfUnit(UnitState? unit, UnitState? network) =>
        unit?.Active switch
        {
            "active" or "reloading" => Running,
            "activating" when unit.Sub == "auto-restart" => Restarting,
            "activating" => Starting,
            "deactivating" => Stopping,
            // The network is attached before the container starts, and detached after it has stopped.
            _ when network?.Active == "activating" => Starting,
            _ when network?.Active == "deactivating" => Stopping,
            "failed" => Failed,
            _ => Stopped,
        };
}
