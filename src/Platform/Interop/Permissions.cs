// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Platform.Interop;

/// <summary>Modes of files and directories; the language has no octal numbers.</summary>
internal static class Permissions
{
    /// <summary>0400</summary>
    public const uint OwnerReads = 0x100;

    /// <summary>0600</summary>
    public const uint OwnerOnly = 0x180;

    /// <summary>0644</summary>
    public const uint AllRead = 0x1A4;

    /// <summary>0700</summary>
    public const uint DirectoryOfOwner = 0x1C0;

    /// <summary>0711: whoever knows the name of a file in it gets to that file.</summary>
    public const uint DirectoryToPass = 0x1C9;
}
