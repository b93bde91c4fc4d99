// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Keys;

/// <summary>What a key takes.</summary>
internal enum ValueKind
{
    String,
    Boolean,
    Integer,

    /// <summary>Seconds as an integer, or systemd's notation: <c>"1min 30s"</c>.</summary>
    Duration,

    /// <summary>Bytes as an integer, or podman's notation: <c>"512m"</c>.</summary>
    Size,
    StringList,
    StringMap,

    /// <summary>A boolean, or the targets that start the container.</summary>
    BooleanOrStringList,

    /// <summary>A value of a unit file; a list repeats the setting.</summary>
    UnitSetting,

    /// <summary>A table whose keys are settings of a unit file, written as systemd writes them.</summary>
    UnitSettings,

    /// <summary>A list of tables with keys of their own.</summary>
    Tables,
}

/// <summary>Where the value of a key goes.</summary>
internal enum TargetPlace
{
    /// <summary>A property of the definition, which does with it what no other key needs.</summary>
    Special,

    /// <summary><c>podman create --NAME=VALUE</c>, once for each value.</summary>
    CreateFlag,

    /// <summary>The same for a flag that podman reads as comma-separated values.</summary>
    CreateListFlag,

    /// <summary><c>podman create --security-opt=NAMEVALUE</c>.</summary>
    SecurityOption,

    /// <summary><c>podman --NAME=VALUE</c> before every subcommand.</summary>
    GlobalFlag,

    /// <summary><c>network-helper setup NAME=VALUE</c>, where NAME has its dashes.</summary>
    HelperFlag,

    /// <summary><c>podman network create --NAME=VALUE</c>.</summary>
    NetworkFlag,
    NetworkListFlag,

    /// <summary>The same of the command that makes a volume or an image.</summary>
    PodmanFlag,
    PodmanListFlag,

    /// <summary>[Service] of the unit that holds the container's processes: rootful-start@, or rootful-init@ where that makes them.</summary>
    ProcessesService,

    /// <summary>[Unit] of rootful-container@; names of definitions become their units.</summary>
    ContainerDependency,

    /// <summary>[Unit] or [Service] of rootful-container@.</summary>
    ContainerUnit,
    ContainerService,

    /// <summary>[Timer] of rootful-container@.</summary>
    ContainerTimer,

    /// <summary>[Unit] of rootful-network@.</summary>
    NetworkUnit,
}

/// <summary>
/// One row of the key table. Decoder, units, JSON Schema and the manual's cross-check all read the same rows, so a key
/// exists everywhere or nowhere.
/// </summary>
/// <param name="path">Tables and key joined by dots: <c>health.interval</c>.</param>
/// <param name="summary">One sentence, as the schema and an editor show it.</param>
internal sealed class ConfigurationKey(string path, ValueKind kind, KeyTarget target, string summary)
{
    public string Path { get; } = path;

    public ValueKind Kind { get; } = kind;

    public KeyTarget Target { get; } = target;

    public string Summary { get; } = summary;

    /// <summary>What applies without the key, in words or as a TOML value.</summary>
    public string? Default { get; init; }

    /// <summary>A value as it stands in TOML; the tests decode it.</summary>
    public required string Example { get; init; }

    public bool Required { get; init; }

    /// <summary>The only values allowed, when there are few.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether a string may be written as an integer: ids.</summary>
    public bool TakesInteger { get; init; }

    public long Minimum { get; init; }

    public long Maximum { get; init; } = int.MaxValue;

    /// <summary>Says what is wrong with a value, or with the value of a map's entry.</summary>
    public Func<string, string?>? Check { get; init; }

    /// <summary>In place of <see cref="Check"/>: the value, or what is wrong with its text.</summary>
    public Func<string, ParsedValue>? Parse { get; init; }

    /// <summary>Says what is wrong with the name of a map's entry.</summary>
    public Func<string, string?>? CheckName { get; init; }

    /// <summary>Other words people write for it, Quadlet's first; only used to suggest the right one.</summary>
    public IReadOnlyList<string> Synonyms { get; init; } = [];

    /// <summary>Values that may be secret; messages must not repeat them.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether paths in it may begin with the user's home, <c>~/</c>.</summary>
    public bool TakesHome { get; init; }

    /// <summary>The controller of control groups that it takes to have an effect; null for none.</summary>
    public string? Controller { get; init; }

    /// <summary>Whether a duration may be unlimited.</summary>
    public bool Unlimited { get; init; }

    /// <summary>The rows of a list of tables.</summary>
    public ConfigurationKeySet? Rows { get; init; }

    /// <summary>The part after the last dot.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The part before the last dot; empty at the top.</summary>
    public string Table => Path.LastIndexOf('.') is var dot and >= 0 ? Path[..dot] : "";

    /// <summary>Whether its values are those of a flag of podman's, or of the network helper's with the same name.</summary>
    public bool IsFlag =>
        IsListFlag
        || Target.Place
            is TargetPlace.CreateFlag
                or TargetPlace.NetworkFlag
                or TargetPlace.PodmanFlag
                or TargetPlace.HelperFlag;

    /// <summary>Whether it is one that podman splits at commas.</summary>
    public bool IsListFlag =>
        Target.Place is TargetPlace.CreateListFlag or TargetPlace.NetworkListFlag or TargetPlace.PodmanListFlag;

    /// <summary>Position in the table: what decides the order of flags and settings.</summary>
    public int Order { get; internal set; }

    public override string ToString() => Path;
}
