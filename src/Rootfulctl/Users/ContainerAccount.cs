// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>What an account needs for containers. Each part is made by the program that it belongs to.</summary>
/// <param name="say">Told what was done.</param>
internal sealed class ContainerAccount(string name, Action<string> say)
{
    private static readonly TimeSpan HomeLimit = TimeSpan.FromSeconds(5);

    // Longer than two programs may take.
    private static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(5);

    /// <param name="home">Of an account that is made; null for the usual one.</param>
    public void Complete(string? home)
    {
        var user = CompleteIds(home);
        MakeHome(user);
        if (NativeFile.Status(LingerFile.Of(user.Name)) is null)
        {
            HostProgram.Run("loginctl", ["enable-linger", "--", user.Name]);
            say("enabled lingering, so that containers run without a session");
        }
    }

    private UserAccount CompleteIds(string? home)
    {
        // Who chooses ids at the same time, useradd for another account as well, would find the same ones free.
        StateDirectory.MakeBase();
        using var turn = RuntimeLock.Acquire(StatePaths.IdsLock, LockLimit);
        var known = TryFind();
        var isNew = known is null;
        if (known is not null && Remark(known, Text("/etc/login.defs")) is { } remark)
        {
            say(remark);
        }

        if (isNew)
        {
            // No --system: journald keeps no journal that such a user could read, and podman logs would show nothing.
            HostProgram.Run(
                "useradd",
                [
                    "--user-group",
                    "--create-home",
                    .. home is null ? (string[])[] : ["--home-dir", home],
                    "--key",
                    "HOME_MODE=0700",
                    "--shell",
                    ProgramFile.TryFind("nologin") ?? "/usr/sbin/nologin",
                    "--comment",
                    "rootless containers",
                    "--",
                    name,
                ]
            );
        }

        var user = UserAccount.Find(name);
        if (isNew)
        {
            say($"made the account {user} with the home {user.Home}");
        }

        AddIds(user, isNew);
        return user;
    }

    /// <summary>What there is to say of an account that is there.</summary>
    /// <exception cref="HostException">It is nobody's.</exception>
    internal static string? Remark(UserAccount user, string loginDefinitions) =>
        user.Uid == UserAccount.Nobody
            ? throw new HostException(
                $"{user} stands for all users that are not known, and must have nothing of its own; choose another account"
            )
        : user.Uid < LoginSetting(loginDefinitions, "UID_MIN", 1000)
            ? "it is a system account, which has no journal of its own: neither it nor its podman logs sees what containers print"
        : null;

    private UserAccount? TryFind()
    {
        try
        {
            return UserAccount.Find(name);
        }
        catch (HostException) when (name != "root")
        {
            return null;
        }
    }

    private void AddIds(UserAccount user, bool isNew)
    {
        var (uids, gids) = (Ids("/etc/subuid"), Ids("/etc/subgid"));
        var (hasUids, hasGids) = (HasEnough(uids, user), HasEnough(gids, user));
        if (hasUids && hasGids)
        {
            return;
        }

        var definitions = Text("/etc/login.defs");
        var minimum = Math.Max(
            LoginSetting(definitions, "SUB_UID_MIN", 100_000),
            LoginSetting(definitions, "SUB_GID_MIN", 100_000)
        );
        var maximum = Math.Min(
            LoginSetting(definitions, "SUB_UID_MAX", 600_100_000),
            LoginSetting(definitions, "SUB_GID_MAX", 600_100_000)
        );
        var free =
            SubordinateIds.Free([.. uids, .. gids], minimum, maximum)
            ?? throw new HostException(
                $"no {SubordinateIds.Needed} subordinate ids in a row are free from {minimum} to {maximum}, see subuid(5)"
            );
        var range = string.Create(CultureInfo.InvariantCulture, $"{free}-{free + SubordinateIds.Needed - 1}");
        HostProgram.Run(
            "usermod",
            [
                .. hasUids ? (string[])[] : ["--add-subuids", range],
                .. hasGids ? (string[])[] : ["--add-subgids", range],
                "--",
                user.Name,
            ]
        );
        var which = (hasUids, hasGids) switch
        {
            (true, _) => "group ids",
            (_, true) => "user ids",
            _ => "user and group ids",
        };
        say($"added the subordinate {which} {range}");
        if (!isNew)
        {
            say($"what podman made before knows them after 'podman system migrate' of {user.Name}");
        }
    }

    private void MakeHome(UserAccount user)
    {
        // The user may look; what is there may be the user's own file system.
        using var child = UserChild.Start(user.Uid, UserTask.Paths, user.Home);
        if (child.Output(HomeLimit)?.TrimEnd() is not UserTask.Missing)
        {
            return;
        }

        HostProgram.Run("mkhomedir_helper", [user.Name, "0077"]);
        say($"made the home {user.Home}");
    }

    private static ulong LoginSetting(string text, string name, ulong otherwise) =>
        text.Split('\n')
            .Select(l => l.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(w => w.Length >= 2 && w[0] == name)
            .Select(w =>
                ulong.TryParse(w[1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : otherwise
            )
            .LastOrDefault(otherwise);

    private static bool HasEnough(IEnumerable<IdRange> ranges, UserAccount user) =>
        SubordinateIds.Total(SubordinateIds.Of(ranges, user.Name, user.Uid)) >= SubordinateIds.Needed;

    private static IReadOnlyList<IdRange> Ids(string path) => SubordinateIds.Parse(Text(path));

    private static string Text(string path) =>
        OptionalFile.Read(path) is { } content ? Encoding.UTF8.GetString(content) : "";
}
