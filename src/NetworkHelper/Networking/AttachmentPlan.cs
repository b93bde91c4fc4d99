// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.Platform;

namespace RootfulContainers.NetworkHelper.Networking;

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

        var isPreferred = attachment.DefaultRoute == true;
        var hasPreferred = attachments.Any(a => a.DefaultRoute == true);
        var metric =
            attachment.Metric
            ?? (
                networks.Count == 1 || (networks[index].HasOption("metric") && !isPreferred) ? null
                : isPreferred ? FirstMetric
                : FirstMetric + index + (hasPreferred ? 1 : 0)
            );
        if (metric is { } value)
        {
            yield return new("metric", value.ToString(CultureInfo.InvariantCulture));
        }
    }
}
