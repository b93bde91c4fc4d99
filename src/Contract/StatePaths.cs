// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Contract;

/// <summary>
/// What a container has below <c>/run</c> and its user's runtime directory while it runs. A running container meets the
/// programs of the next version, so a name here is never changed.
/// </summary>
internal static class StatePaths
{
    /// <summary>Root's: a directory for each container.</summary>
    public const string Base = "/run/rootful-containers";

    /// <summary>One line for people: what "systemctl status" shows.</summary>
    public const string Addresses = "addresses";
    public const string Container = "container.json";
    public const string Hosts = "hosts";
    public const string Interfaces = "interfaces";

    /// <summary>
    /// The network namespace that the container joins: an empty file until that is verified, because podman wants it to be there, and
    /// then a link to that of the process that holds it. Root does not follow it.
    /// </summary>
    public const string Joined = "joined";
    public const string NetavarkRequest = "netavark.json";
    public const string NetworkNamespace = "netns";

    /// <summary>One name a line: the networks that the container is about to be attached to.</summary>
    public const string Networks = "networks";

    /// <summary>A link to where podman and conmon send their notifications to, a socket of the user's.</summary>
    public const string Notify = "notify";
    public const string ResolvConf = "resolv.conf";

    /// <summary>There only while the container is attached.</summary>
    public const string Status = "status.json";

    /// <summary>The addresses that containers have, for each network.</summary>
    public const string Leases = $"{Base}/.leases";

    /// <summary>A lock: held by whoever changes networks, shared by those who use them.</summary>
    public const string NetworksLock = $"{Base}/.networks";

    /// <summary>A lock: held by whoever chooses subordinate ids for a user.</summary>
    public const string IdsLock = $"{Base}/.ids";

    /// <summary>The user's: below the runtime directory, a directory for each container.</summary>
    private const string UserFolder = "rootful-containers";
    public const string ContainerId = "cid";
    public const string ProcessId = "pid";
    public const string ConmonProcessId = "conmon.pid";

    public static string Directory(ContainerName name) => $"{Base}/{name}";

    public static string File(ContainerName name, string file) => $"{Directory(name)}/{file}";

    /// <summary>The user's runtime directory, which systemd-logind makes.</summary>
    public static string RuntimeDirectory(uint user) => $"/run/user/{user}";

    /// <summary>Relative to the user's runtime directory.</summary>
    public static string UserDirectory(ContainerName name) => $"{UserFolder}/{name}";

    /// <summary>The same.</summary>
    public static string UserFile(ContainerName name, string file) => $"{UserDirectory(name)}/{file}";

    /// <summary>The units that the container of a user was made from.</summary>
    public static string AppliedUnits(uint user, ContainerName name) =>
        $"{RuntimeDirectory(user)}/{UserFolder}/.applied/{name}";

    /// <summary>For each unit that has made a volume or an image the definition that it was made from.</summary>
    public static string MadeDefinitions(uint user) => $"{RuntimeDirectory(user)}/{UserFolder}/.made";

    /// <summary>The sockets to which <see cref="Notify"/> leads, each with its container's name.</summary>
    public static string NotifySockets(uint user) => $"{RuntimeDirectory(user)}/{UserFolder}/.notify";

    /// <summary>A lock: held by whoever has the user's service manager read its units again.</summary>
    public static string ReloadLock(uint user) => $"{RuntimeDirectory(user)}/{UserFolder}.reload";
}
