// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Contract;

/// <summary>The options of <see cref="HelperCommands"/>.</summary>
internal static class HelperOptions
{
    public const string User = "--user";
    public const string Network = "--network";

    /// <summary>The container whose network namespace it shares.</summary>
    public const string NetworkOf = "--network-of";
    public const string Publish = "--publish";
    public const string NetworkAlias = "--network-alias";
    public const string Dns = "--dns";
    public const string DnsSearch = "--dns-search";
    public const string DnsOption = "--dns-option";
    public const string AddHost = "--add-host";
    public const string Hostname = "--hostname";
    public const string AddressKey = "--address-key";
    public const string Limit = "--limit";

    /// <summary>Of the container, or of the network that is created.</summary>
    public const string Definition = "--definition";

    /// <summary>The container's network namespace is there before the container.</summary>
    public const string NamespaceFirst = "--namespace-first";

    /// <summary>The container may be started as soon as it is attached, before its supervisor is there.</summary>
    public const string Start = "--start";
    public const string NetworkDefinition = "--network-definition";

    /// <summary>Of create-network and remove-network: an argument of podman.</summary>
    public const string GlobalArgument = "--global-arg";

    /// <summary>The same: only if the container does not run, nor is about to.</summary>
    public const string Unneeded = "--unneeded";
}
