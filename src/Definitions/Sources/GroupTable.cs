// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Sources;

/// <summary>The groups of <c>/etc/group</c>, and who is in them.</summary>
internal sealed class GroupTable
{
    private readonly Dictionary<uint, string> _names = [];
    private readonly HashSet<(uint Gid, string User)> _members = [];

    public static GroupTable Parse(string group)
    {
        var table = new GroupTable();
        Span<Range> fields = stackalloc Range[4];
        foreach (var line in group.AsSpan().EnumerateLines())
        {
            if (
                line.Split(fields, ':') == 4
                && uint.TryParse(line[fields[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var gid)
            )
            {
                table._names.TryAdd(gid, line[fields[0]].ToString());
                foreach (var member in line[fields[3]].ToString().Split(','))
                {
                    table._members.Add((gid, member));
                }
            }
        }

        return table;
    }

    /// <summary>The name of a group, or its number when it has none here.</summary>
    public string Name(uint gid) => _names.GetValueOrDefault(gid) ?? gid.ToString(CultureInfo.InvariantCulture);

    /// <summary>Who is in a group that only a directory service knows cannot be said, so nobody is denied it.</summary>
    public bool MayBeIn(uint gid, User user) =>
        gid == user.Gid || _members.Contains((gid, user.Name)) || !_names.ContainsKey(gid);
}
