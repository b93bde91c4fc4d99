// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Definitions.Kinds.Prerequisites;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>
/// One <c>NAME.toml</c> or <c>NAME.pod.toml</c>. What only passes through to a unit stays a setting, in table order; the rows of the key table set
/// the properties.
/// </summary>
/// <param name="fingerprint">Tells it from what it was before.</param>
/// <param name="settings">In the order of the key table, which alone fixes the order of flags.</param>
internal sealed class ContainerDefinition(ContainerName name, string path, string fingerprint, SettingList settings)
{
    public const string NamespaceFirst = "first";
    public const string Job = "job";

    private static readonly string[] UserNamespaceFlags =
    [
        "--userns",
        "--uidmap",
        "--gidmap",
        "--subuidname",
        "--subgidname",
    ];

    // All others are taken for what may keep the supervisor from being started.
    private static readonly string[] HarmlessSettings =
    [
        "ExecStartPost",
        "ExecStopPost",
        "Timeout",
        "Restart",
        "RuntimeMaxSec",
        "SuccessExitStatus",
        "SyslogIdentifier",
        "OOM",
        "CPUWeight",
        "CPUQuota",
        "IOWeight",
        "Memory",
        "Tasks",
        "Nice",
    ];

    private readonly List<Setting> _dependencies = [];
    private readonly List<Setting> _times = [];

    public ContainerName Name { get; } = name;

    public string Path { get; } = path;

    public string Fingerprint { get; private set; } = fingerprint;

    public SettingList Settings { get; } = settings;

    /// <summary>Whether it is a pod, whose own container does nothing but hold what the pod's containers share.</summary>
    public bool IsPod { get; init; }

    /// <summary>The home of its user, where podman keeps images and containers; null when it is not known.</summary>
    public string? Home { get; init; }

    /// <summary>What podman calls the container that the units start and stop.</summary>
    public string PodmanName => IsPod ? $"{Name}{UserUnits.InfraSuffix}" : Name.ToString();

    /// <summary>The user's name or uid, or <see langword="null"/> when the definition does not say it rightly.</summary>
    public Setting? User { get; set; }

    public string? Description { get; set; }

    public IEnumerable<string> Documentation { get; set; } = [];

    public Setting? Autostart { get; set; }

    /// <summary>The units that start the container at boot, or its timer.</summary>
    public IReadOnlyList<string> AutostartTargets =>
        Autostart switch
        {
            null or { Values: [{ Text: "false" }] } => [],
            { IsTrue: true } => [HasTimer ? "timers.target" : "multi-user.target"],
            _ => [.. Autostart.Texts.Distinct(StringComparer.Ordinal)],
        };

    /// <summary>What is said of its timer.</summary>
    public IReadOnlyList<Setting> Times => _times;

    /// <summary>Whether it is started by time.</summary>
    public bool HasTimer => _times.Exists(TimerKeys.IsTrigger);

    /// <summary>Whether it is done when the container has ended, in place of up when it runs.</summary>
    public bool IsJob { get; set; }

    /// <summary>Whether a job that has ended well stays active.</summary>
    public Setting? Remains { get; set; }

    public Setting? Image { get; set; }

    /// <summary>What podman calls the image.</summary>
    public string? ImageReference { get; set; }

    /// <summary>The volumes and images that are defined; the container is another one when they are.</summary>
    public IReadOnlyList<CheckedPrerequisite> Prerequisites
    {
        get;
        set
        {
            field = value;
            Fingerprint =
                value.Count == 0
                    ? Fingerprint
                    : FingerprintText.Of(
                        value.Select(p => p.Fingerprint).Prepend(Fingerprint).Select(Encoding.ASCII.GetBytes)
                    );
        }
    } = [];

    public Setting? Rootfs { get; set; }

    public IEnumerable<string> Command { get; set; } = [];

    public IEnumerable<string>? Entrypoint { get; set; }

    public Setting? Hostname { get; set; }

    public Setting? RunAs { get; set; }

    public Setting? Group { get; set; }

    public IReadOnlyList<SettingValue> Variables { get; set; } = [];

    /// <summary>Whether it gets the variables that podman itself has.</summary>
    public bool HasEnvironmentOfHost =>
        Settings["env_host"] is { IsTrue: true }
        || PodmanWords?.Texts.Any(w => w.StartsWith("--env-host", StringComparison.Ordinal)) == true;

    public IEnumerable<string> VariableFiles { get; set; } = [];

    public IEnumerable<string> Volumes { get; set; } = [];

    /// <summary>As the definition has them; once it is checked, with what podman calls a defined image.</summary>
    public IEnumerable<string> Mounts { get; set; } = [];

    /// <summary>Whether a container of the user's own that has the name is removed.</summary>
    public bool Replaces { get; set; }

    /// <summary>Seconds from the stop signal to SIGKILL.</summary>
    public long StopTimeout { get; set; } = 10;

    public Setting? Notify { get; set; }

    public Setting? ReloadCommand { get; set; }

    public Setting? ReloadSignal { get; set; }

    public Setting? AutoUpdate { get; set; }

    public Setting? HealthCommand { get; set; }

    public Setting? StartupCommand { get; set; }

    public string LogDriver { get; set; } = "journald";

    public Setting? UserNamespace { get; set; }

    public bool HasIdMaps { get; set; }

    /// <summary>Of the user's manager.</summary>
    public Setting? Slice { get; set; }

    /// <summary>Whether it names ranges of subuid(5) or subgid(5).</summary>
    public bool HasIdRanges { get; set; }

    /// <summary>Who makes the network namespace, in the definition's word.</summary>
    public Setting? NetworkNamespace { get; set; }

    /// <summary>The container or pod whose network namespace it shares, by its name.</summary>
    public Setting? NetworkOf { get; set; }

    /// <summary>The pod that it belongs to, by its name.</summary>
    public Setting? Pod { get; set; }

    /// <summary>Of a container of a pod: whether the pod starts it.</summary>
    public bool StartsWithPod { get; set; } = true;

    /// <summary>The pod that starts it, or its timer.</summary>
    public ContainerName? PodThatStarts => Pod is not null && StartsWithPod ? SharedNetwork : null;

    /// <summary>Of a pod: whether it is stopped when its last container has ended.</summary>
    public bool StopsWithLast { get; set; } = true;

    /// <summary>Whose network namespace it shares, in either way.</summary>
    public ContainerName? SharedNetwork =>
        (NetworkOf ?? Pod) is { } setting && ContainerName.TryParse(setting.Text, out var owner, out _) ? owner : null;

    /// <summary>Whether the network namespace is there before the container, in podman's user namespace.</summary>
    public bool IsNamespaceFirst =>
        NetworkNamespace is null ? !HasUserNamespace : NetworkNamespace.Text == NamespaceFirst;

    /// <summary>Whether the container has a user namespace of its own.</summary>
    public bool HasUserNamespace =>
        UserNamespace is { Text: not "host" }
        || HasIdMaps
        || HasIdRanges
        || PodmanWords?.Texts.Any(IsUserNamespaceFlag) == true;

    private static bool IsUserNamespaceFlag(string word) =>
        word != "--userns=host" && UserNamespaceFlags.Any(f => word.StartsWith(f, StringComparison.Ordinal));

    /// <summary>More arguments of <c>podman create</c>.</summary>
    public Setting? PodmanWords { get; set; }

    public Setting? GlobalWords { get; set; }

    /// <summary>What stands between <c>podman</c> and the subcommand, the same for every command of a container.</summary>
    public IEnumerable<string> GlobalArguments { get; set; } = [];

    public IReadOnlyList<RequestedNetwork> Networks { get; set; } = [];

    /// <summary>Names of networks, when they are not written as tables.</summary>
    public Setting? NetworkNames { get; set; }

    public IReadOnlyList<RequestedPort> Ports { get; set; } = [];

    /// <summary>Names for DNS on every network.</summary>
    public IReadOnlyList<SettingValue> Aliases { get; set; } = [];

    public IReadOnlyList<Setting> Dependencies => _dependencies;

    /// <summary>Paths whose file systems must be mounted, beside those of volumes.</summary>
    public IEnumerable<string> MountedPaths { get; set; } = [];

    public bool WaitsForNetwork { get; set; } = true;

    /// <summary>When systemd starts it again, where that is written down.</summary>
    public Setting? Restart { get; set; }

    /// <summary>
    /// When it does whatever is written down. An update that fails is rolled back by a restart with the old image, which nobody would bring
    /// about.
    /// </summary>
    public string RestartPolicy => Restart?.Text ?? (AutoUpdate is null ? "no" : "on-failure");

    public string? StopLimit { get; set; }

    public IEnumerable<string> SuccessStatuses { get; set; } = [];

    /// <summary>Settings of [Service] in systemd's own words.</summary>
    public IReadOnlyList<SettingValue> ServiceSettings { get; set; } = [];

    /// <summary>Whether podman's start ends when the container is ready.</summary>
    public bool IsReadyWhenStarted => Notify is not { Text: "container" };

    /// <summary>
    /// Whether it may be started before its supervisor is there: what it says is heard only from then on, and what the supervisor's unit
    /// runs before has not run, nor has failed what systemd prepares for it.
    /// </summary>
    public bool MayStartAhead =>
        IsNamespaceFirst && IsReadyWhenStarted && ServiceSettings.All(s => IsNeverInTheWay(s.Name!));

    /// <summary>Settings of [Unit] in systemd's own words.</summary>
    public IReadOnlyList<SettingValue> UnitSettings { get; set; } = [];

    public CommandLine Podman => new CommandLine("podman").Add(GlobalArguments);

    private static bool IsNeverInTheWay(string directive) =>
        Array.Exists(HarmlessSettings, s => directive.StartsWith(s, StringComparison.Ordinal));

    public void Time(Setting setting) => _times.Add(setting);

    public void Depend(Setting setting) => _dependencies.Add(setting);
}
