// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Contract;

/// <summary>The units of a container in its user's service manager, made by the generator unless they are shipped.</summary>
internal static class UserUnits
{
    private const string Suffix = ".service";
    private const string InitPrefix = "rootful-init@";
    private const string StartPrefix = "rootful-start@";
    private const string VolumePrefix = "rootful-volume@";
    private const string ImagePrefix = "rootful-image@";
    private const string BuildPrefix = "rootful-build@";

    /// <summary>A pod's own container is called like the pod with this, as Quadlet's is.</summary>
    public const string InfraSuffix = "-infra";

    /// <summary>Shipped; makes podman usable again after the manager was killed.</summary>
    public const string PodmanReset = "rootful-podman-reset.service";

    /// <summary>Shipped; has a paused container go on.</summary>
    public static string Unpause(ContainerName name) => $"rootful-unpause@{name}.service";

    /// <summary>Shipped; removes what an earlier start left under the container's name, and fails when it is the user's own.</summary>
    public static string FreeName(ContainerName name) => $"rootful-free-name@{name}.service";

    /// <summary>Shipped; what <c>podman auto-update</c> restarts.</summary>
    public static string Update(ContainerName name) => $"rootful-update@{name}.service";

    /// <summary>Make what containers name: a volume, or an image that is pulled or built.</summary>
    public static string Volume(ContainerName name) => $"{VolumePrefix}{name}.service";

    public static string Image(ContainerName name) => $"{ImagePrefix}{name}.service";

    public static string Build(ContainerName name) => $"{BuildPrefix}{name}.service";

    public static string Create(ContainerName name) => $"rootful-create@{name}.service";

    /// <summary>Makes and holds the container's network namespace, or has podman make it with the container.</summary>
    public static string Init(ContainerName name) => $"{InitPrefix}{name}.service";

    public static string Start(ContainerName name) => $"{StartPrefix}{name}.service";

    /// <summary>The unit that holds the container's processes; its main process, conmon, ends with the container.</summary>
    /// <param name="namespaceFirst">Whether the network namespace is there before the container.</param>
    public static string Processes(ContainerName name, bool namespaceFirst) =>
        namespaceFirst ? Start(name) : Init(name);

    /// <summary>
    /// The control group of a container's processes, by that of what holds its network namespace. Without Slice= each template has a
    /// slice of its own.
    /// </summary>
    public static string StartBeside(string initControlGroup) =>
        initControlGroup
            .Replace($"/{InitPrefix}", $"/{StartPrefix}", StringComparison.Ordinal)
            .Replace(@"/app-rootful\x2dinit.slice/", @"/app-rootful\x2dstart.slice/", StringComparison.Ordinal);

    /// <summary>Whether it may be such a unit, of whatever container.</summary>
    public static bool MayHoldProcesses(string unit) =>
        unit.StartsWith(InitPrefix, StringComparison.Ordinal) || unit.StartsWith(StartPrefix, StringComparison.Ordinal);

    /// <summary>Whether it makes what containers name, in which case it may take long.</summary>
    public static bool IsPrerequisite(string unit) =>
        new[] { VolumePrefix, ImagePrefix, BuildPrefix }.Any(p => IsInstance(unit, p));

    /// <summary>What such a unit does, for people.</summary>
    public static string Doing(string unit) =>
        IsInstance(unit, ImagePrefix) ? $"pulling image {Instance(unit)}"
        : IsInstance(unit, BuildPrefix) ? $"building image {Instance(unit)}"
        : $"making volume {Instance(unit)}";

    private static bool IsInstance(string unit, string prefix) =>
        unit.StartsWith(prefix, StringComparison.Ordinal)
        && unit.EndsWith(Suffix, StringComparison.Ordinal)
        && unit.Length > prefix.Length + Suffix.Length
        && ContainerName.TryParse(Instance(unit), out _, out _);

    private static string Instance(string unit) =>
        unit[(unit.IndexOf('@', StringComparison.Ordinal) + 1)..^Suffix.Length];

    /// <summary>
    /// Another one for each change of what a definition becomes: it is part of a definition's fingerprint, by which a user's manager that
    /// has read the units of the version before is noticed.
    /// </summary>
    public const string Form = "3";

    /// <summary>The environment variable of the generated init unit that names the definition it was made from.</summary>
    public const string DefinitionVariable = "ROOTFUL_CONTAINERS_DEFINITION";

    /// <summary>Its value in the shipped unit, which is what remains when there is no definition.</summary>
    public const string NoDefinition = "none";
}
