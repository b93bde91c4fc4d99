// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>What can be decided about a container's networks before its addresses are leased.</summary>
internal static class AttachmentPlan
{
    private const int FirstMetric = 100;

    /// <exception cref="HostException">Two networks want the same name or interface.</exception>
    public static void Check(IReadOnlyList<NetworkAttachment> attachments)
    {
        var interfaces = Interfaces(attachments);
        for (var i = 0; i < attachments.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (attachments[i].Name == attachments[j].Name)
                {
                    throw new HostException($"network {attachments[i].Name} is given twice");
                }

                if (interfaces[i] == interfaces[j])
                {
                    throw new HostException(
                        $"networks {attachments[j].Name} and {attachments[i].Name} both want interface {interfaces[i]}"
                    );
                }
            }
        }
    }

    public static IReadOnlyList<AttachedNetwork> Complete(
        IReadOnlyList<NetworkAttachment> attachments,
        IReadOnlyList<Network> networks,
        IReadOnlyList<AddressKey> keys,
        IReadOnlyList<IReadOnlyList<IPAddress>> addresses,
        IReadOnlyList<string> commonAliases
    )
    {
        var interfaces = Interfaces(attachments);
        return
        [
            .. attachments.Select(
                (attachment, i) =>
                    new AttachedNetwork(
                        networks[i],
                        interfaces[i],
                        addresses[i],
                        attachment.Mac ?? keys[i].Mac,
                        [.. commonAliases.Concat(attachment.Aliases).Distinct(StringComparer.Ordinal)],
                        attachment.Options,
                        [.. RouteOptions(attachments, networks, i)]
                    )
            ),
        ];
    }

    private static List<string> Interfaces(IReadOnlyList<NetworkAttachment> attachments) =>
        [.. attachments.Select((a, i) => a.Interface ?? string.Create(CultureInfo.InvariantCulture, $"eth{i}"))];

    /// <summary>
    /// netavark gives every network's default route the same metric and applies the networks in no fixed order: which one
    /// the container uses would change from start to start. So each gets its own, the preferred network the lowest.
    /// </summary>
    private static IEnumerable<KeyValuePair<string, string>> RouteOptions(
        IReadOnlyList<NetworkAttachment> attachments,
        IReadOnlyList<Network> networks,
        int index
    )
    {
        var attachment = attachments[index];
        if (attachment.DefaultRoute == false)
        {
            yield return new("no_default_route", "true");
        }

        if (Metric(attachments, networks, index) is { } value)
        {
            yield return new("metric", value.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <returns>Null where the network's own holds, or netavark's.</returns>
    private static int? Metric(IReadOnlyList<NetworkAttachment> attachments, IReadOnlyList<Network> networks, int index)
    {
        var isPreferred = attachments[index].DefaultRoute == true;
        var hasPreferred = attachments.Any(a => a.DefaultRoute == true);
        return attachments[index].Metric
            ?? (
                networks.Count == 1 || (networks[index].HasOption("metric") && !isPreferred) ? null
                : isPreferred ? FirstMetric
                : FirstMetric + index + (hasPreferred ? 1 : 0)
            );
    }

    /// <summary>
    /// The networks that published ports lead to: of each family the one over which the container answers, the preferred one first. A
    /// server that is asked over another answers with an address that the kernel does not know the question by, and over UDP is not
    /// heard.
    /// </summary>
    /// <returns>None where there is no choice.</returns>
    public static IReadOnlyList<string> PortNetworks(
        IReadOnlyList<NetworkAttachment> attachments,
        IReadOnlyList<Network> networks
    )
    {
        var candidates = Enumerable
            .Range(0, networks.Count)
            .Where(i => networks[i].PublishingObstacle is null)
            .OrderBy(i => HasDefaultRoute(attachments[i], networks[i]) ? 0 : 1)
            .ThenBy(i => Metric(attachments, networks, i) ?? OwnMetric(networks[i]))
            .ToList();
        if (candidates.Count < 2)
        {
            return [];
        }

        var chosen = new[] { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6 }
            .Select(f => candidates.FindIndex(i => networks[i].MayHave(f)))
            .Where(i => i >= 0);
        return [.. chosen.Distinct().Order().Select(i => networks[candidates[i]].Name)];
    }

    private static bool HasDefaultRoute(NetworkAttachment attachment, Network network) =>
        attachment.DefaultRoute != false && network.Option("no_default_route") is not ("true" or "1");

    private static int OwnMetric(Network network) =>
        int.TryParse(network.Option("metric"), NumberStyles.None, CultureInfo.InvariantCulture, out var metric)
            ? metric
            : FirstMetric;
}
