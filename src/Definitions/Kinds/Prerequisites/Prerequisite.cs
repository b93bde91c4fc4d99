// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Prerequisites;

/// <summary>
/// Something that a user's podman makes before the containers that name it: a volume or an image. The rows of the key tables set the
/// properties.
/// </summary>
/// <param name="unit">What makes it, in the user's service manager.</param>
/// <param name="title">What it is, for people.</param>
internal abstract class Prerequisite(
    ContainerName name,
    string path,
    string fingerprint,
    SettingList settings,
    string unit,
    string title
)
{
    public ContainerName Name { get; } = name;

    public string Path { get; } = path;

    /// <summary>Tells it from what it was before.</summary>
    public string Fingerprint { get; } = fingerprint;

    public SettingList Settings { get; } = settings;

    public string Unit { get; } = unit;

    public string Title { get; } = $"{title} {name}";

    /// <summary>What podman calls it.</summary>
    public abstract string Reference { get; }

    /// <summary>The user's name or uid, or <see langword="null"/> when the definition does not say it rightly.</summary>
    public Setting? User { get; set; }

    public string? Description { get; set; }

    /// <summary>More arguments of the command that makes it.</summary>
    public Setting? PodmanWords { get; set; }

    public Setting? GlobalWords { get; set; }

    /// <summary>What stands between <c>podman</c> and the subcommand.</summary>
    public IEnumerable<string> GlobalArguments { get; set; } = [];

    /// <summary>Settings of [Unit] and [Service] in systemd's own words.</summary>
    public IReadOnlyList<SettingValue> UnitSettings { get; set; } = [];

    public IReadOnlyList<SettingValue> ServiceSettings { get; set; } = [];

    /// <summary>Where it is made from files of the host.</summary>
    public virtual IEnumerable<string> MountedPaths => [];

    /// <summary>The image that it is made from, where that may be a definition.</summary>
    public virtual Setting? Image => null;

    /// <summary>That definition.</summary>
    public CheckedPrerequisite? ImageDefinition { get; set; }

    /// <summary>Errors that only several keys make together.</summary>
    public virtual void Check(TomlTable table, Predicate<string> missing, Action<SourcePosition, string> report) { }

    /// <summary>The subcommand of podman and its flags, up to those of keys that pass through.</summary>
    public abstract void Begin(CommandLine podman, UnitSection service);

    /// <summary>What stands behind all flags.</summary>
    public abstract void End(CommandLine podman);
}
