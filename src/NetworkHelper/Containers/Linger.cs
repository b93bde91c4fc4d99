// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using CliWrap;
using CliWrap.Buffered;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>
/// Lingering keeps the user's service manager running without a login; without it systemd-logind stops it, and every
/// container in it, at the user's last logout.
/// </summary>
internal static class Linger
{
    public static async Task Enable(UserAccount user, Log log)
    {
        if (File.Exists(LingerFile.Of(user.Name)))
        {
            return;
        }

        var result = await Cli.Wrap("loginctl")
            .WithArguments(["enable-linger", user.Name])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Encoding.UTF8);
        if (result.IsSuccess)
        {
            log.Notice($"enabled lingering for user {user}, so that its containers outlive its logins");
        }
        else
        {
            log.Warning(
                $"lingering could not be enabled for user {user}: {result.StandardError.Trim()}; "
                    + "its containers stop at its last logout"
            );
        }
    }
}
