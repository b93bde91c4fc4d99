// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Definitions.Kinds.Networks;

/// <summary>One <c>NAME.network.toml</c>.</summary>
internal sealed record NetworkDefinition(ContainerName Name, string Path, SettingList Settings)
{
    public IReadOnlyList<NetworkSubnet> Subnets { get; init; } = [];
}
