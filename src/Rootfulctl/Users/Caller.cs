// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>Who runs this program.</summary>
internal static class Caller
{
    public static uint Uid { get; } = geteuid();

    public static bool IsRoot => Uid == 0;

    public static bool MayActAs(uint uid) => IsRoot || uid == Uid;
}
