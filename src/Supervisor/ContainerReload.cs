// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor;

/// <summary>Has the user's manager reload the container: there its reload command or signal is known.</summary>
internal static class ContainerReload
{
    /// <exception cref="HostException">The user's unit could not be reloaded.</exception>
    public static void Run(ContainerName name, UserAccount user, bool namespaceFirst)
    {
        using var manager = ServiceManager.OfUser(user.Uid);
        var unit = UserUnits.Processes(name, namespaceFirst);
        var result = manager.Wait(manager.Reload(unit));
        if (!result.Succeeded)
        {
            throw new HostException(
                $"{unit} of user {user} could not be reloaded ({result.Result}); "
                    + UserJournal.See(UserJournal.OfUnit(unit, user.Uid))
            );
        }
    }
}
