// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Rootfulctl.Doctor.Users;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Doctor.Containers;

/// <summary>A directory or file of the host that the container sees.</summary>
internal sealed record BindMount(string Source, bool IsReadOnly)
{
    private static readonly string[] ReadOnlyWords = ["ro", "readonly", "ro=true", "readonly=true"];

    /// <summary>Named volumes are podman's to care for.</summary>
    public static IEnumerable<BindMount> Of(IEnumerable<string> volumes, IEnumerable<string> mounts) =>
        volumes
            .Select(v => v.Split(':'))
            .Where(p => p.Length > 1 && p[0].StartsWith('/'))
            // Podman changes the owner with "U", and makes a layer above with "O".
            .Where(p => p.Length < 3 || !p[2].Split(',').Any(o => o is "U" or "O"))
            .Select(p => new BindMount(p[0], p.Length > 2 && p[2].Split(',').Contains("ro")))
            .Concat(mounts.Select(OfMount).OfType<BindMount>());

    private static BindMount? OfMount(string mount)
    {
        var options = mount.Split(',');
        var source = options
            .Select(o => o.Split('=', 2))
            .FirstOrDefault(o => o.Length == 2 && o[0] is "source" or "src")
            ?[1];
        return
            options.Contains("type=bind")
            && source is ['/', ..]
            && !options.Any(o => o is "U" or "U=true" or "chown" or "chown=true")
            ? new BindMount(source, options.Any(ReadOnlyWords.Contains))
            : null;
    }
}

/// <summary>Whether the user gets at what is mounted into the container.</summary>
internal static class BindMounts
{
    public static readonly ContainerCheck Check = new(
        "bind-mounts",
        "what is mounted into it is there and its user's to use",
        Find
    );

    /// <summary>Where a host keeps what services and their users share; elsewhere it is the system's or somebody's own.</summary>
    private static readonly string[] Shared = ["/srv/", "/media/", "/mnt/"];

    private static IEnumerable<Finding> Find(ExaminedContainer container)
    {
        if (container.Definition is not { } definition || container.Listed.Uid is not { } uid)
        {
            yield break;
        }

        var mounts = BindMount
            .Of(definition.Volumes, definition.Mounts)
            .DistinctBy(m => m.Source, StringComparer.Ordinal)
            .ToList();
        if (
            mounts.Count == 0
            || container.Host.Ask(uid, [UserTask.Paths, .. mounts.Select(m => m.Source)]) is not { } answer
        )
        {
            yield break;
        }

        var user = new ExaminedUser(container.Host, uid, [container.Listed]);
        foreach (var (mount, words) in mounts.Zip(answer.Split('\n').Select(l => l.Split(' '))))
        {
            if (Find(mount, words, definition, user) is { } finding)
            {
                yield return finding;
            }
        }
    }

    /// <param name="words">What <see cref="UserTask.Paths"/> says of it.</param>
    private static Finding? Find(BindMount mount, string[] words, ContainerDefinition definition, ExaminedUser user) =>
        words switch
        {
            ["missing"] => Finding.Error(
                $"{mount.Source} does not exist",
                "podman does not create the container",
                $"install -d -o {user.Name} {ShellWord.Of(mount.Source)}"
            ),
            ["denied"] => Finding.Error(
                $"{user.Name} does not get to {mount.Source}",
                "podman does not create the container",
                IsShared(mount.Source)
                    ? $"let the user pass the directories above: setfacl -m u:{user.Name}:x {ShellWord.Of(Path.GetDirectoryName(mount.Source)!)}"
                    : ReadRemedy(mount.Source, user.Name)
            ),
            [var owner, var access]
                when !mount.IsReadOnly
                    && !access.Contains('w', StringComparison.Ordinal)
                    && !definition.HasUserNamespace
                    && !IsMapped(owner, user) => Finding.Warning(
                $"{mount.Source} belongs to uid {owner}, and {user.Name} may not write there",
                "in the container it is nobody's, and cannot be written to",
                WriteRemedy(mount.Source, user.Name)
            ),
            [_, var access]
                when !access.Contains('r', StringComparison.Ordinal)
                    && !definition.HasUserNamespace
                    && !IsMapped(words[0], user) => Finding.Error(
                $"{user.Name} may not read {mount.Source}",
                "nor may the container",
                ReadRemedy(mount.Source, user.Name)
            ),
            _ => null,
        };

    /// <summary>What is the system's or another's is given to nobody: who owns /etc/passwd is root.</summary>
    internal static string WriteRemedy(string source, string user) =>
        IsShared(source)
            ? $"setfacl -R -m u:{user}:rwX {ShellWord.Of(source)}"
            : $"mount it read-only, or a directory of {user}'s in its place";

    internal static string ReadRemedy(string source, string user) =>
        IsShared(source)
            ? $"setfacl -R -m u:{user}:rX {ShellWord.Of(source)}"
            : $"mount a copy of it that is {user}'s, or a directory of {user}'s in its place";

    private static bool IsShared(string source) =>
        Shared.Any(s => Path.GetFullPath(source).StartsWith(s, StringComparison.Ordinal));

    private static bool IsMapped(string owner, ExaminedUser user)
    {
        var uid = ulong.Parse(owner, CultureInfo.InvariantCulture);
        return uid == user.Uid || SubordinateIdCheck.Of(user, "/etc/subuid").Any(r => r.Has(uid));
    }
}
