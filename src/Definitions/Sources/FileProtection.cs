// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Linux;

namespace RootfulContainers.Definitions.Sources;

/// <summary>What a reader of definitions has to be allowed, as the bits of a mode.</summary>
[Flags]
internal enum FileAccessBits
{
    Enter = 1,
    Read = 4,
    ListAndEnter = Read | Enter,
}

/// <summary>A file, or a directory on the way to it, that not everybody may read.</summary>
/// <param name="Needed">What it takes to read the definition.</param>
/// <param name="Mode">The nine permission bits.</param>
/// <param name="Acl">Empty when the mode says everything.</param>
internal sealed record FileProtection(
    string Path,
    FileAccessBits Needed,
    uint Owner,
    uint Group,
    int Mode,
    IReadOnlyList<AclEntry> Acl
)
{
    public bool IsDirectory => Needed != FileAccessBits.Read;

    /// <summary>Whether every user has what is needed, owner and group included.</summary>
    public static bool IsOpen(int mode, FileAccessBits needed)
    {
        var everybody = (int)needed * 0b001_001_001;
        return (mode & everybody) == everybody;
    }

    public bool Admits(uint uid, Predicate<uint> isInGroup) =>
        uid == Owner ? Grants(Mode >> 6)
        : Acl.Count > 0 ? AclAdmits(uid, isInGroup)
        : Grants(isInGroup(Group) ? Mode >> 3 : Mode);

    private bool AclAdmits(uint uid, Predicate<uint> isInGroup)
    {
        var mask = 7;
        AclEntry? user = null;
        var groups = new List<AclEntry>();
        foreach (var entry in Acl)
        {
            switch (entry.Tag)
            {
                case AclTag.Mask:
                    mask = entry.Permissions;
                    break;
                case AclTag.User when entry.Id == uid:
                    user = entry;
                    break;
                case AclTag.OwningGroup when isInGroup(Group):
                case AclTag.Group when isInGroup(entry.Id):
                    groups.Add(entry);
                    break;
                default:
                    break;
            }
        }

        // The user's own entry decides alone; of several groups it takes one.
        return user is { } own ? Grants(own.Permissions & mask)
            : groups.Count > 0 ? groups.Exists(g => Grants(g.Permissions & mask))
            : Grants(Mode);
    }

    private bool Grants(int permissions) => (permissions & (int)Needed) == (int)Needed;
}
