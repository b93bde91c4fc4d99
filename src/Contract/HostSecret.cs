// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Contract;

/// <summary>Where the host's secret is, which addresses and MACs derive from, and how many bytes it has at least.</summary>
internal static class HostSecret
{
    public const string Path = "/etc/rootful-containers/secret";
    public const int Length = 32;
}
