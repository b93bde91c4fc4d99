// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Generator;

/// <summary>
/// The users of <c>/etc/passwd</c>. A generator may not talk to other processes, so users that only a directory service
/// knows cannot be found by name; their uid can be given instead.
/// </summary>
internal sealed class UserTable
{
    private readonly Dictionary<string, uint> _uids = new(StringComparer.Ordinal);

    public static UserTable Parse(string passwd)
    {
        var table = new UserTable();
        Span<Range> fields = stackalloc Range[4];
        foreach (var line in passwd.AsSpan().EnumerateLines())
        {
            if (line.Split(fields, ':') == 4 && TryUid(line[fields[2]], out var uid))
            {
                // The first line of a name counts, as for getpwnam(3).
                table._uids.TryAdd(line[fields[0]].ToString(), uid);
            }
        }

        return table;
    }

    /// <summary>The uid of a user given by name or uid, or <see langword="null"/> when there is none.</summary>
    public uint? Find(string user) =>
        TryUid(user, out var uid) ? uid
        : _uids.TryGetValue(user, out uid) ? uid
        : null;

    public IEnumerable<string> Names => _uids.Keys;

    // 2^32 - 1 means "no user" to the kernel.
    private static bool TryUid(ReadOnlySpan<char> text, out uint uid) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uid) && uid != uint.MaxValue;
}
