// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RootfulContainers.Linux;

/// <summary>
/// An access control list as the kernel has it, see acl(5) and <c>linux/posix_acl_xattr.h</c>: after a version, each entry is a tag and
/// permissions of 16 bits and an id of 32.
/// </summary>
internal static partial class AccessControlList
{
    private const string Attribute = "system.posix_acl_access";
    private const int Version = 2;
    private const int HeaderSize = 4;
    private const int EntrySize = 8;

    /// <summary>Empty when the mode says everything.</summary>
    public static List<AclEntry> Read(string path)
    {
        Span<byte> value = stackalloc byte[4096];
        var length = Get(path, Attribute, ref value[0], value.Length);
        var entries = new List<AclEntry>();
        for (var at = HeaderSize; at + EntrySize <= length; at += EntrySize)
        {
            entries.Add(
                new AclEntry(
                    (AclTag)BinaryPrimitives.ReadUInt16LittleEndian(value[at..]),
                    BinaryPrimitives.ReadUInt16LittleEndian(value[(at + 2)..]),
                    BinaryPrimitives.ReadUInt32LittleEndian(value[(at + 4)..])
                )
            );
        }

        return entries;
    }

    /// <returns>Negative when it failed; the last error says why.</returns>
    public static int Write(string path, params ReadOnlySpan<AclEntry> entries)
    {
        var value = new byte[HeaderSize + (EntrySize * entries.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(value, Version);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = value.AsSpan(HeaderSize + (EntrySize * i));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], (ushort)entries[i].Permissions);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], entries[i].Id);
        }

        return Set(path, Attribute, ref value[0], value.Length, 0);
    }

    [LibraryImport("libc", EntryPoint = "getxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Get(string path, string name, ref byte value, nint size);

    [LibraryImport("libc", EntryPoint = "setxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(string path, string name, ref byte value, nint size, int flags);
}
