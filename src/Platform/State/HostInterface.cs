// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Platform.State;

/// <summary>The host's end of one of a container's interfaces.</summary>
internal sealed record HostInterface(string Bridge, Link Link)
{
    /// <summary>A line each, <c>INDEX NAME BRIDGE</c>.</summary>
    public static string Format(IEnumerable<HostInterface> interfaces) =>
        string.Concat(
            interfaces.Select(i =>
                string.Create(CultureInfo.InvariantCulture, $"{i.Link.Index} {i.Link.Name} {i.Bridge}\n")
            )
        );

    /// <exception cref="HostException">It is not what <see cref="Format"/> makes.</exception>
    public static IReadOnlyList<HostInterface> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseLine)];

    private static HostInterface ParseLine(string line) =>
        line.Split(' ') is [var index, var name, var bridge]
        && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new HostInterface(bridge, new Link(number, name))
            : throw new HostException($"{StatePaths.Interfaces} could not be read: '{line}'");
}
