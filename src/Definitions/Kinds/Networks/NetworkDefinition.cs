// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Networks;

/// <summary>One <c>NAME.network.toml</c>; the rows of the key table set the properties.</summary>
internal sealed class NetworkDefinition(ContainerName name, string path, SettingList settings)
{
    public ContainerName Name { get; } = name;

    public string Path { get; } = path;

    public SettingList Settings { get; } = settings;

    public string? Description { get; set; }

    public IReadOnlyList<NetworkSubnet> Subnets { get; set; } = [];

    /// <summary>Subnets that are not written as tables.</summary>
    public IEnumerable<string> SubnetTexts { get; set; } = [];

    /// <summary>Whether containers find each other by name.</summary>
    public bool HasNames { get; set; } = true;

    public bool IsDeletedOnStop { get; set; }

    /// <summary>More arguments of <c>podman network create</c>.</summary>
    public Setting? PodmanWords { get; set; }

    public Setting? GlobalWords { get; set; }

    /// <summary>What stands between <c>podman</c> and the subcommand.</summary>
    public IEnumerable<string> GlobalArguments { get; set; } = [];
}
