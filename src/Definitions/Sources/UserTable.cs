// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Sources;

/// <param name="Gid">The user's own group.</param>
/// <param name="Home">Absolute, without a slash at its end.</param>
internal sealed record User(string Name, uint Uid, uint? Gid, string? Home = null);

/// <summary>
/// The users of <c>/etc/passwd</c>. A generator may not talk to other processes, so users that only a directory service
/// knows cannot be found by name; their uid can be given instead.
/// </summary>
internal sealed class UserTable
{
    private readonly Dictionary<string, User> _users = new(StringComparer.Ordinal);

    public static UserTable Parse(string passwd)
    {
        var table = new UserTable();
        Span<Range> fields = stackalloc Range[7];
        foreach (var line in passwd.AsSpan().EnumerateLines())
        {
            var count = line.Split(fields, ':');
            if (count >= 4 && TryId(line[fields[2]], out var uid))
            {
                var name = line[fields[0]].ToString();
                uint? gid = TryId(line[fields[3]], out var group) ? group : null;
                // The first line of a name counts, as for getpwnam(3).
                table._users.TryAdd(name, new User(name, uid, gid, count < 6 ? null : Home(line[fields[5]])));
            }
        }

        return table;
    }

    /// <summary>The uid of a user given by name or uid, or <see langword="null"/> when there is none.</summary>
    public uint? Find(string user) => TryId(user, out var uid) ? uid : _users.GetValueOrDefault(user)?.Uid;

    /// <summary>The user with a uid, when it is one of this machine.</summary>
    public User? Find(uint uid) => _users.Values.FirstOrDefault(u => u.Uid == uid);

    /// <summary>The home of a user given by name or uid, when that is one of this machine.</summary>
    public string? FindHome(string user) => Find(user) is { } uid ? Find(uid)?.Home : null;

    public IEnumerable<string> Names => _users.Keys;

    private static string? Home(ReadOnlySpan<char> path) => path.StartsWith('/') ? path.TrimEnd('/').ToString() : null;

    // 2^32 - 1 means "nobody" to the kernel.
    private static bool TryId(ReadOnlySpan<char> text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id != uint.MaxValue;
}
