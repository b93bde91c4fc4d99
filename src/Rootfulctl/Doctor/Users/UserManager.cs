// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Doctor.Users;

/// <summary>The user's service manager, in which the container is.</summary>
internal static class UserManager
{
    public static readonly UserCheck Check = new("user-manager", "the user's service manager runs and answers", Find);

    private static IEnumerable<Finding> Find(ExaminedUser user)
    {
        var unit = SystemUnits.UserManager(user.Uid);
        var state = user.Host.Bus.Properties(unit).State;
        if (state.Load == "masked" || state.Active == "failed" || (user.IsUsed && state.Active != "active"))
        {
            yield return Finding.Error(
                $"{unit}, the service manager of {user.Name}, is {(state.Load == "masked" ? "masked" : state.Active)}",
                "none of the user's containers runs or can be started",
                state.Load == "masked" ? $"systemctl unmask {unit}" : $"systemctl start {unit}"
            );
        }
        else if (
            state.Active == "active"
            && Caller.MayActAs(user.Uid)
            && user.Host.Ask(user.Uid, UserTask.Run, "systemctl", "--user", "show", "--property=Version")
                is not { Length: > 0 }
        )
        {
            yield return Finding.Error(
                $"the service manager of {user.Name} does not answer",
                "the user's containers run on, and can be neither started nor stopped in order",
                $"stop what hangs below {StatePaths.RuntimeDirectory(user.Uid)}, or 'systemctl restart {unit}', which ends all that is the user's"
            );
        }
    }
}
