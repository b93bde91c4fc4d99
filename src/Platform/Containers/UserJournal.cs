// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Platform.Containers;

/// <summary>
/// Where in the journal something of a user's stands, as matches of journalctl(1) that root and the user see the same by:
/// <c>--user-unit=</c> means the units of whoever asks. _UID= is what nobody else can write.
/// </summary>
internal static class UserJournal
{
    /// <summary>What the container prints, with the log driver that is the default.</summary>
    public static IReadOnlyList<string> OfContainer(ContainerName name, uint uid) =>
        [$"CONTAINER_NAME={name}", Of(uid)];

    /// <summary>
    /// What it prints with the log driver "passthrough", as the unit that holds its processes. They may have subordinate uids; whose service
    /// manager they are in the journal does not know of one that ended at once.
    /// </summary>
    public static IReadOnlyList<string> OfOutput(string unit, uint uid) =>
        [
            .. OfPodman(unit, uid),
            "+",
            OfPodman(unit, uid)[0],
            string.Create(CultureInfo.InvariantCulture, $"_SYSTEMD_OWNER_UID={uid}"),
        ];

    /// <summary>What podman says in the unit. Not by unit: the journal no longer knows that of a process that ended at once.</summary>
    public static IReadOnlyList<string> OfPodman(string unit, uint uid) =>
        [$"SYSLOG_IDENTIFIER={unit[..unit.LastIndexOf('.')]}", Of(uid)];

    /// <summary>That, and what the service manager says of the unit.</summary>
    public static IReadOnlyList<string> OfUnit(string unit, uint uid) =>
        [.. OfPodman(unit, uid), "+", $"USER_UNIT={unit}", Of(uid)];

    /// <summary>Continues a message: the command that shows all of it.</summary>
    public static string See(IReadOnlyList<string> matches) => $"see 'journalctl {string.Join(' ', matches)}'";

    private static string Of(uint uid) => string.Create(CultureInfo.InvariantCulture, $"_UID={uid}");
}
