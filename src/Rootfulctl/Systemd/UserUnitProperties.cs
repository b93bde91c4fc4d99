// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Systemd;

/// <summary>Units of a user's service manager, as a process of that user is told of them: claims of the user's.</summary>
internal sealed class UserUnitProperties(IReadOnlyDictionary<string, string> values)
{
    public string Unit => Text("Id");

    public string Text(string name) => values.GetValueOrDefault(name) ?? "";

    public ulong? Number(string name) =>
        ulong.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number != ulong.MaxValue
            ? number
            : null;

    /// <summary>Starts to ask, which takes a moment that can be used otherwise.</summary>
    public static UserChild Ask(uint uid, IEnumerable<string> units, IEnumerable<string> properties) =>
        UserChild.Start(
            uid,
            [
                UserTask.Run,
                "systemctl",
                "--user",
                "show",
                $"--property=Id,{string.Join(',', properties)}",
                "--",
                .. units,
            ]
        );

    /// <summary>What "systemctl show" printed: a paragraph for each unit.</summary>
    public static IReadOnlyList<UserUnitProperties> Parse(string output) =>
        [
            .. output
                .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(paragraph => new UserUnitProperties(
                    paragraph
                        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                        .Select(line => line.Split('=', 2))
                        .Where(words => words.Length == 2)
                        .GroupBy(words => words[0], words => words[1], StringComparer.Ordinal)
                        .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal)
                )),
        ];
}
