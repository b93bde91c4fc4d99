// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;

namespace RootfulContainers.Linux;

/// <summary>One entry of an <see cref="AccessControlList"/>.</summary>
/// <param name="Permissions">The bits of a mode, for one.</param>
/// <param name="Id">Of a user or group that the entry names.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AclEntry(AclTag Tag, int Permissions, uint Id = uint.MaxValue);

internal enum AclTag
{
    Owner = 1,
    User = 2,
    OwningGroup = 4,
    Group = 8,
    Mask = 16,
    Other = 32,
}
