// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Contract;

/// <summary>The commands of network-helper. A unit that was generated before an upgrade runs the new program.</summary>
internal static class HelperCommands
{
    public const string Setup = "setup";
    public const string Reload = "reload";
    public const string Teardown = "teardown";
    public const string WatchNames = "watch-names";
    public const string CreateNetwork = "create-network";
    public const string RemoveNetwork = "remove-network";
    public const string Refuse = "refuse";
    public const string Ended = "ended";
    public const string UnlessActive = "unless-active";
}
