// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Contract;

/// <summary>By which systemd-logind remembers that a user lingers, see loginctl(1).</summary>
internal static class LingerFile
{
    public static string Of(string user) => $"/var/lib/systemd/linger/{user}";
}
