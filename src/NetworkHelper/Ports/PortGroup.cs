// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Ports;

/// <summary>
/// Published ports that one descriptor of the service manager keeps bound. The manager compares each descriptor that it is given with
/// all that it has, at each daemon-reload again: a thousand of them would keep it busy for seconds.
/// </summary>
/// <param name="Name">
/// Says which ports they are, so that a group can be recognized by it: that of ports that changed has another name.
/// </param>
internal sealed record PortGroup(string Name, IReadOnlyList<PortMapping> Mappings)
{
    /// <summary>As many groups as are kept apart; more ports than that are all in one.</summary>
    public const int Most = 64;

    /// <summary>
    /// Ports that are published by a word of their own are kept by a descriptor of their own: a reload that changes one lets
    /// go of that one.
    /// </summary>
    public static IReadOnlyList<PortGroup> Of(IReadOnlyCollection<PortMapping> mappings) =>
        mappings.Count <= Most
            ? [.. mappings.Select(m => new PortGroup(NameOf(m), [m]))]
            : [new PortGroup($"ports-{Fingerprint(mappings)}", [.. mappings])];

    public bool Overlaps(PortGroup other) => Mappings.Any(m => other.Mappings.Any(o => m.Overlaps(o)));

    /// <summary>What is bound on the host; where it leads to may change. A name of a stored descriptor may hold no colon.</summary>
    private static string NameOf(PortMapping mapping)
    {
        var range = mapping.Count == 1 ? "" : $"-{mapping.HostPort + mapping.Count - 1}";
        return string.Create(
                CultureInfo.InvariantCulture,
                $"{mapping.ProtocolName}-{mapping.HostPort}{range}-{mapping.HostAddress?.ToString() ?? "any"}"
            )
            .Replace(':', '_');
    }

    private static string Fingerprint(IEnumerable<PortMapping> mappings) =>
        FingerprintText.Of(mappings.Select(m => Encoding.ASCII.GetBytes(NameOf(m))));
}
