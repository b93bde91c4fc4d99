// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using RootfulContainers.Platform;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>user add</c>: an account fit for containers.</summary>
internal static class UserCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "name of the account" };
        var home = new Option<string?>("--home") { Description = "Home of an account that is made", HelpName = "PATH" };
        var add = new Command("add", "Make an account for containers, or complete one that is there") { name, home };
        add.Run(result =>
        {
            var account = result.GetRequiredValue(name);
            if (!Caller.IsRoot)
            {
                throw new HostException("only root makes accounts");
            }

            var isChanged = false;
            new ContainerAccount(
                account,
                done =>
                {
                    isChanged = true;
                    CommandRun.Say($"{account}: {done}");
                }
            ).Complete(result.GetValue(home));
            if (!isChanged)
            {
                CommandRun.Say($"{account}: nothing is missing");
            }

            return 0;
        });
        return new Command("user", "Accounts that containers belong to") { add };
    }
}
