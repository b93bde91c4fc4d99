// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Contract;

/// <summary>
/// Units of the system's service manager: the shipped templates, and what the generator adds to them. Instances need no
/// escapes, which the grammar of names sees to.
/// </summary>
internal static class SystemUnits
{
    public const string ContainerPrefix = "rootful-container@";
    public const string NetworkPrefix = "rootful-network@";
    private const string ServiceSuffix = ".service";

    private static readonly string[] Suffixes =
    [
        ServiceSuffix,
        ".target",
        ".mount",
        ".socket",
        ".path",
        ".timer",
        ".slice",
        ".device",
        ".swap",
        ".automount",
        ".scope",
    ];

    /// <summary>Shipped; there from the first container on.</summary>
    public const string Names = "container-names.target";

    /// <summary>The template itself, to which a target links.</summary>
    public const string ContainerTemplate = ContainerPrefix + ServiceSuffix;

    public static string Network(ContainerName name) => Network(name.ToString());

    public static string Container(ContainerName name) => Container(name.ToString());

    /// <summary>Starts the container by time.</summary>
    public static string Timer(ContainerName name) => $"{ContainerPrefix}{name}.timer";

    /// <param name="network">Its name, which is the instance as it is: a network's name needs no escaping.</param>
    public static string PodmanNetwork(string network) => $"rootful-podman-network@{network}{ServiceSuffix}";

    /// <summary>Shipped; up as long as a container of the pod is.</summary>
    public static string Pod(ContainerName name) => $"rootful-pod@{name}.target";

    public static string Linger(uint uid) => $"rootful-linger@{uid}{ServiceSuffix}";

    public static string UserManager(uint uid) => $"user@{uid}{ServiceSuffix}";

    /// <summary>Where the generator puts its part of a shipped unit.</summary>
    public static string DropIn(string unit) => $"{unit}.d/50-definition.conf";

    public static bool IsUnit(string text) =>
        Suffixes.Any(s => text.EndsWith(s, StringComparison.Ordinal) && text.Length > s.Length);

    /// <summary>The unit that a word in <c>[depends]</c> means: a definition's, or the one it names.</summary>
    public static string OfDependency(string word) => IsUnit(word) ? word : Container(word);

    /// <summary>That unit, and with it the network where it is a definition's.</summary>
    public static string[] WithNetworkOfDependency(string word) =>
        DefinitionOf(word) is var name && IsUnit(name) ? [word] : [OfDependency(word), Network(name)];

    /// <summary>The definition that such a word means; a definition may also be written as its unit.</summary>
    public static string DefinitionOf(string word) =>
        word.StartsWith(ContainerPrefix, StringComparison.Ordinal)
        && word.EndsWith(ServiceSuffix, StringComparison.Ordinal)
            ? word[ContainerPrefix.Length..^ServiceSuffix.Length]
            : word;

    private static string Network(string name) => $"{NetworkPrefix}{name}{ServiceSuffix}";

    private static string Container(string name) => $"{ContainerPrefix}{name}{ServiceSuffix}";
}
