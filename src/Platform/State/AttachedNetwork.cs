// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.Platform.Networks;

namespace RootfulContainers.Platform.State;

/// <summary>One network of a container with everything decided that netavark does not decide itself.</summary>
/// <param name="Addresses">One per subnet, in the order of the subnets; empty when the network has no IPAM of ours.</param>
/// <param name="Mac">Derived or given.</param>
/// <param name="Options">Laid over the network's own options, for this container only.</param>
internal sealed record AttachedNetwork(
    Network Network,
    string Interface,
    IReadOnlyList<IPAddress> Addresses,
    string Mac,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<KeyValuePair<string, string>> AttachmentOptions,
    IReadOnlyList<KeyValuePair<string, string>> Options
);
