// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;

namespace RootfulContainers.Generator;

/// <summary>statx(2), which unlike stat(2) has one layout on all architectures.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileStatus
{
    [field: FieldOffset(20)]
    public uint Owner { get; }

    [field: FieldOffset(24)]
    public uint Group { get; }

    [FieldOffset(28)]
    private readonly ushort _mode;

    [field: FieldOffset(40)]
    public long Size { get; }

    public int Permissions => _mode & 0x1ff;
}
