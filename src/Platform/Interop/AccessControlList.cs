// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Interop;

/// <summary>An access control list as the kernel takes it, see acl(5) and <c>linux/posix_acl_xattr.h</c>.</summary>
internal static unsafe class AccessControlList
{
    /// <summary>Owner and one user read, nobody else. The file stays root's, for which giving it away would need CAP_CHOWN.</summary>
    public static void LetRead(string path, uint user)
    {
        const uint Nobody = uint.MaxValue;
        const ushort Read = 4;
        const ushort ReadAndWrite = 6;
        var list = new MemoryStream();
        using var writer = new BinaryWriter(list);
        writer.Write(2); // version
        foreach (
            var (tag, permissions, id) in ((ushort, ushort, uint)[])
                [
                    (0x01, ReadAndWrite, Nobody), // owner
                    (0x02, Read, user),
                    (0x04, 0, Nobody), // group
                    (0x10, Read, Nobody), // mask
                    (0x20, 0, Nobody), // others
                ]
        )
        {
            writer.Write(tag);
            writer.Write(permissions);
            writer.Write(id);
        }

        var access = list.ToArray();
        fixed (byte* start = access)
        {
            ErrnoException.Check(
                setxattr(path, "system.posix_acl_access", start, (nuint)access.Length, 0),
                $"set the access control list of {path}"
            );
        }
    }
}
