// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>Whether <c>Restart=</c> starts a service again that has just ended by itself: the table of systemd.service(5).</summary>
/// <param name="Restart">What Restart= is.</param>
/// <param name="Prevented">Exit statuses of RestartPreventExitStatus=.</param>
/// <param name="Forced">Exit statuses of RestartForceExitStatus=.</param>
/// <param name="NamesSignals">Whether one of the two lists has signals as well.</param>
internal sealed record RestartPolicy(
    string Restart,
    IReadOnlyList<int> Prevented,
    IReadOnlyList<int> Forced,
    bool NamesSignals
)
{
    public static RestartPolicy Of(ServiceManager manager, string unit)
    {
        var (prevented, preventsSignals) = manager.ExitStatuses(unit, "RestartPreventExitStatus");
        var (forced, forcesSignals) = manager.ExitStatuses(unit, "RestartForceExitStatus");
        return new RestartPolicy(manager.RestartPolicy(unit), prevented, forced, preventsSignals || forcesSignals);
    }

    /// <summary>No where it is uncertain. Whether the start limit has been reached is not looked at.</summary>
    /// <param name="result">As in <c>$SERVICE_RESULT</c>; see systemd.exec(5).</param>
    /// <param name="status">As in <c>$EXIT_STATUS</c>: a number, or a signal.</param>
    public bool Restarts(string result, string status)
    {
        var isNumber = int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (isNumber ? Prevented.Contains(number) : NamesSignals)
        {
            return false;
        }

        return (isNumber && Forced.Contains(number))
            || Restart switch
            {
                "always" => result is not "exec-condition",
                "on-success" => result == "success",
                "on-failure" => result is not ("success" or "exec-condition"),
                "on-abnormal" => result is not ("success" or "exec-condition" or "exit-code"),
                "on-abort" => result is "signal" or "core-dump",
                "on-watchdog" => result == "watchdog",
                _ => false,
            };
    }
}
