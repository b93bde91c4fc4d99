// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;

namespace RootfulContainers.Linux;

/// <summary>The leading part of struct statx(2), which unlike stat(2) has one layout on all architectures.</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
internal struct FileStatus
{
    public uint Mask;
    public uint BlockSize;
    public ulong Attributes;
    public uint Links;
    public uint User;
    public uint Group;
    public ushort Mode;
    public ushort Spare;
    public ulong Inode;
    public ulong Size;
    public ulong Blocks;
    public ulong AttributesMask;
    private readonly Timestamps _times;
    public uint SpecialMajor;
    public uint SpecialMinor;
    public uint DeviceMajor;
    public uint DeviceMinor;

    public readonly int Permissions => Mode & 0x1ff;

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private readonly struct Timestamps;
}
