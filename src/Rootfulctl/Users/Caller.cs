// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>Who runs this program.</summary>
internal static partial class Caller
{
    public static uint Uid { get; } = geteuid();

    public static bool IsRoot => Uid == 0;

    public static bool MayActAs(uint uid) => IsRoot || uid == Uid;

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
