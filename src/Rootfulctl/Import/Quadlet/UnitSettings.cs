// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Import.Quadlet;

/// <summary>[Unit], [Service], [Install], [Quadlet] and a timer of a unit, to keys of a definition.</summary>
internal sealed class UnitSettings(ImportedDefinition definition, Specifiers specifiers, StartEdges order)
{
    private static readonly Dictionary<string, string> Dependencies = new(StringComparer.Ordinal)
    {
        ["Requires"] = "requires",
        ["Requisite"] = "requisite",
        ["Wants"] = "wants",
        ["BindsTo"] = "binds_to",
        ["PartOf"] = "part_of",
        ["Upholds"] = "upholds",
        ["Conflicts"] = "conflicts",
        ["After"] = "after",
        ["Before"] = "before",
        ["OnFailure"] = "on_failure",
        ["OnSuccess"] = "on_success",
        ["PropagatesStopTo"] = "propagates_stop_to",
        ["StopPropagatedFrom"] = "stop_propagated_from",
        ["PropagatesReloadTo"] = "propagates_reload_to",
        ["ReloadPropagatedFrom"] = "reload_propagated_from",
    };

    /// <summary>Settings of [Unit] and [Service] that have a key of their own.</summary>
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        ["Description"] = "description",
        ["StartLimitIntervalSec"] = "service.start_limit_interval",
        ["StartLimitInterval"] = "service.start_limit_interval",
        ["StartLimitBurst"] = "service.start_limit_burst",
        ["RestartSec"] = "service.restart_sec",
        ["RestartSteps"] = "service.restart_steps",
        ["RestartMaxDelaySec"] = "service.restart_max_delay",
        ["TimeoutStartSec"] = "service.timeout_start",
        ["TimeoutStopSec"] = "service.timeout_stop",
        ["Slice"] = "service.slice",
        ["RemainAfterExit"] = "remain_after_exit",
    };

    private static readonly Dictionary<string, string> Timer = new(StringComparer.Ordinal)
    {
        ["OnCalendar"] = "timer.on_calendar",
        ["OnBootSec"] = "timer.on_boot",
        ["OnStartupSec"] = "timer.on_startup",
        ["OnActiveSec"] = "timer.on_active",
        ["OnUnitActiveSec"] = "timer.on_unit_active",
        ["OnUnitInactiveSec"] = "timer.on_unit_inactive",
        ["Persistent"] = "timer.persistent",
        ["RandomizedDelaySec"] = "timer.randomized_delay",
        ["FixedRandomDelay"] = "timer.fixed_random_delay",
        ["AccuracySec"] = "timer.accuracy",
    };

    /// <summary>Settings of [Service] that say what these units do in any case.</summary>
    private static readonly string[] Implied =
    [
        "KillMode",
        "Delegate",
        "NotifyAccess",
        "SyslogIdentifier",
        "PIDFile",
        "GuessMainPID",
        "SendSIGKILL",
        "RuntimeDirectory",
        "RuntimeDirectoryMode",
        "RuntimeDirectoryPreserve",
    ];

    /// <summary>Settings of [Service] that systemd acts on by itself, and that change nothing of the process that it starts.</summary>
    private static readonly string[] OfManager =
    [
        "RestartPreventExitStatus",
        "RestartForceExitStatus",
        "RestartMode",
        "TimeoutAbortSec",
        "RuntimeMaxSec",
        "RuntimeRandomizedExtraSec",
        "OOMPolicy",
        "ExecCondition",
        "ExecStartPre",
        "ExecStartPost",
        "ExecStopPost",
    ];

    /// <summary>
    /// Settings of [Unit] that mean the same in the system's manager, beside conditions: others may be about the manager itself, which is
    /// root's now.
    /// </summary>
    private static readonly string[] OfUnit =
    [
        "CollectMode",
        "DefaultDependencies",
        "IgnoreOnIsolate",
        "JobRunningTimeoutSec",
        "JobTimeoutSec",
        "RefuseManualStart",
        "RefuseManualStop",
        "StopWhenUnneeded",
    ];

    private static readonly string[] Ordering = ["after", "before"];

    private static readonly string[] BootTargets = ["default.target", "multi-user.target"];

    /// <summary>Options of <c>podman exec</c> with a value, those of one letter by it, without which the command does something else.</summary>
    private static readonly string[] ExecValuesOfCommand =
    [
        "u",
        "e",
        "w",
        "--user",
        "--env",
        "--env-file",
        "--workdir",
    ];

    /// <summary>All with a value.</summary>
    private static readonly string[] ExecValues =
    [
        .. ExecValuesOfCommand,
        "--detach-keys",
        "--preserve-fd",
        "--preserve-fds",
    ];

    /// <summary>All without which the command does something else.</summary>
    private static readonly string[] ExecChanges = [.. ExecValuesOfCommand, "--privileged"];

    private readonly List<string> _targets = [];
    private readonly List<(DraftPlace Place, string Target)> _ownTargets = [];
    private bool _hasTimer;

    private Draft Draft => definition.Draft;

    private bool HasUnit => Draft.Kind is DraftKind.Container or DraftKind.Pod;

    /// <summary>Whether the last assignment of a setting is the only one that counts.</summary>
    public static bool IsSingle(string key) =>
        Own.ContainsKey(key)
        || key is "Restart" or "Type" or "TimeoutSec" or "Persistent" or "RandomizedDelaySec" or "AccuracySec";

    /// <summary>Whether it is a list of systemd's from which an empty value takes nothing away.</summary>
    public static bool IsKept(UnitLine line) =>
        line.Section == "Unit"
        && (Dependencies.ContainsKey(line.Key) || line.Key is "RequiresMountsFor" or "WantsMountsFor");

    /// <summary>Whether it says when a timer elapses.</summary>
    public static bool IsTime(UnitLine line) =>
        line.Section == "Timer:Timer"
        && line.Key.StartsWith("On", StringComparison.Ordinal)
        && Timer.ContainsKey(line.Key);

    public void Take(UnitLine line)
    {
        if (line.Value.Length == 0)
        {
            Draft.Imply(IsKept(line) ? "systemd takes none away for it" : "an empty value takes others away");
            return;
        }

        var unknown = new List<string>();
        specifiers.ExpandSpecifiers(line.Value, unknown);
        if (unknown.Count > 0)
        {
            foreach (var specifier in unknown.Distinct(StringComparer.Ordinal))
            {
                Draft.Lose($"{specifier} is not known here; write out what it stands for");
            }

            return;
        }

        switch (line.Section)
        {
            case "Unit" when line.Key == "Description":
                Draft.Write("description", Expand(line.Value));
                break;
            case "Unit" or "Service" or "Install" when !HasUnit:
                TakeOfOther(line);
                break;
            case "Unit":
                TakeUnit(line.Key, line.Value);
                break;
            case "Service":
                TakeService(line.Key, line.Value);
                break;
            case "Install":
                var before = _targets.Count;
                TakeInstall(line.Key, line.Value);
                _ownTargets.AddRange(_targets.Skip(before).Select(t => (Draft.Place, t)));
                break;
            case "Quadlet" when line.Key == "DefaultDependencies" && HasUnit:
                Draft.Write("depends.default", line.Value);
                break;
            case "Quadlet":
                Draft.Imply("it is made when a container needs it");
                break;
            case "Timer:Timer":
                TakeTimer(line.Key, line.Value);
                break;
            case "Timer:Install" when line.Value == "timers.target":
                Draft.Put("autostart", "true");
                break;
            case "Timer:Install":
                TakeInstall(line.Key, line.Value);
                break;
            case "Timer:Unit" when line.Key == "Description":
                Draft.Imply("of the timer");
                break;
            default:
                if (
                    line.Section.StartsWith("X-", StringComparison.Ordinal)
                    || line.Key.StartsWith("X-", StringComparison.Ordinal)
                )
                {
                    Draft.Imply("nobody reads it");
                }
                else
                {
                    Draft.Lose(
                        $"there is no place for [{line.Section.Replace("Timer:", "", StringComparison.Ordinal)}]"
                    );
                }

                break;
        }
    }

    public void Finish()
    {
        if (_hasTimer && Draft.Has("remain_after_exit"))
        {
            Draft.Withdraw("remain_after_exit", "the timer would start it only once", isLost: false);
        }

        if (_hasTimer && _ownTargets.Count > 0)
        {
            LoseOwnTargets();
        }

        if (_targets.Count == 0 || Draft.Has("autostart"))
        {
            return;
        }

        if (_targets.TrueForAll(t => BootTargets.Contains(t, StringComparer.Ordinal)))
        {
            Draft.Put("autostart", "true");
        }
        else
        {
            foreach (
                var target in _targets
                    .Select(t => t == "default.target" ? "multi-user.target" : t)
                    .Distinct(StringComparer.Ordinal)
            )
            {
                Draft.Put("autostart", TomlText.Quoted(target), isItem: true);
            }
        }
    }

    /// <summary>What starts the container itself, beside its timer.</summary>
    private void LoseOwnTargets()
    {
        var here = Draft.Place;
        foreach (var place in _ownTargets.Select(t => t.Place).Distinct())
        {
            Draft.Resume(place);
            Draft.Lose("autostart starts the timer; see timer.on_boot");
        }

        Draft.Resume(here);
        // They come first: a timer's own lines follow the container's.
        _targets.RemoveRange(0, _ownTargets.Count);
    }

    /// <summary>Networks, volumes, images and builds are made by units of their own.</summary>
    private void TakeOfOther(UnitLine line)
    {
        if (
            line.Section == "Install"
            || line.Key is "Documentation" or "Type" or "RemainAfterExit"
            || (
                Dependencies.ContainsKey(line.Key)
                && line.Value.Contains("network-online.target", StringComparison.Ordinal)
            )
        )
        {
            Draft.Imply("it is made when a container needs it, by a unit that is given");
        }
        else if (Draft.Kind == DraftKind.Network)
        {
            Draft.Lose("its unit is given; a setting of your own goes into a drop-in of that");
        }
        else
        {
            // The user's unit, as it was Quadlet's.
            Draft.Write(
                line.Section == "Unit" ? "systemd.unit" : "systemd.service",
                line.Key,
                specifiers.IsTemplate ? Verbatim(line.Value) : line.Value
            );
        }
    }

    private void TakeUnit(string key, string value)
    {
        if (Dependencies.TryGetValue(key, out var path))
        {
            foreach (var word in UnitWords.Names(value))
            {
                TakeDependency(key, path, Expand(word));
            }
        }
        else if (key == "Documentation")
        {
            foreach (var word in UnitWords.Names(value))
            {
                Draft.Write("documentation", Expand(word));
            }
        }
        else if (key is "RequiresMountsFor" or "WantsMountsFor")
        {
            foreach (var word in UnitWords.Paths(value))
            {
                Draft.Write("depends.mounts_for", Expand(word));
            }
        }
        else if (Own.TryGetValue(key, out var own))
        {
            Draft.Write(own, Expand(value));
        }
        else if (key is "SourcePath" || key.StartsWith("X-", StringComparison.Ordinal))
        {
            Draft.Imply("nobody reads it here");
        }
        else if (IsOfManager(key))
        {
            LoseAction();
        }
        else if (
            OfUnit.Contains(key, StringComparer.Ordinal)
            || key.StartsWith("Condition", StringComparison.Ordinal)
            || key.StartsWith("Assert", StringComparison.Ordinal)
        )
        {
            if (
                Draft.Write("systemd.unit", key, Verbatim(value))
                && Expand(value).TrimStart('|', '!').StartsWith($"{definition.Owner.Home}/", StringComparison.Ordinal)
            )
            {
                Draft.Remark(
                    "the system's manager looks there, which a file system of the user's could have wait for ever"
                );
            }
        }
        else
        {
            Draft.Lose(
                "it would be for a unit of the system's manager; if it is meant there, write it in [systemd.unit]"
            );
        }
    }

    private void TakeDependency(string setting, string path, string word)
    {
        var stem = word.EndsWith(".service", StringComparison.Ordinal) ? word[..^".service".Length] : word;
        var known = definition.Names.Find(word) ?? definition.Names.OfService(stem) ?? Instance(stem);
        if (known is { } found)
        {
            if (found.Kind is not (DraftKind.Container or DraftKind.Pod))
            {
                Draft.Imply($"{found.Name}{found.Kind.Suffix()} comes first for whoever names it");
            }
            else if (found.Kind == DraftKind.Pod && definition.HasPod)
            {
                Draft.Imply("a container starts with its pod");
            }
            else if (path is "requires" or "wants" or "binds_to" or "requisite" && order.Has(Draft.Name, found.Name))
            {
                // These imply the order here, which is the other way round.
                Draft.Write("systemd.unit", setting, SystemUnits.OfDependency(found.Name));
            }
            else
            {
                Draft.Write($"depends.{path}", found.Name);
            }

            return;
        }

        switch (word)
        {
            case "network-online.target" when path is "after" or "wants" or "requires":
            case "podman-user-wait-network-online.service":
                Draft.Imply("so it is unless depends.default says otherwise");
                break;
            case "docker.service" or "docker.socket" or "containerd.service":
                Draft.Lose("podman needs no daemon");
                break;
            case "podman.socket" or "podman.service":
                Draft.Lose(
                    "the user's podman needs no dependency: 'systemctl --user enable --now podman.socket' as the user; root's is another one"
                );
                break;
            default:
                if (!SystemUnits.IsUnit(word))
                {
                    Draft.Lose($"{word} is not among what was imported");
                }
                else if (Draft.Write($"depends.{path}", word))
                {
                    RemarkSystemUnit(path, word);
                }

                break;
        }
    }

    /// <summary>The user's manager may have had another unit of that name, or none: what it does to this one is done by root's.</summary>
    private void RemarkSystemUnit(string path, string word)
    {
        if (word.EndsWith(".service", StringComparison.Ordinal))
        {
            Draft.Remark($"{word} is a unit of the system's manager here; a container is written by its name");
        }
        // An order alone starts and stops nothing.
        else if (!Ordering.Contains(path, StringComparer.Ordinal))
        {
            Draft.Remark($"{word} is a unit of the system's manager here");
        }
    }

    /// <summary>What systemd does to itself or to the host when a unit ends.</summary>
    private static bool IsOfManager(string key) =>
        key.EndsWith("Action", StringComparison.Ordinal)
        || key.EndsWith("ActionExitStatus", StringComparison.Ordinal)
        || key.EndsWith("RebootArgument", StringComparison.Ordinal);

    private void LoseAction() =>
        Draft.Lose("it is about the user's service manager; here it would end or reboot the host");

    // web@1 of a template web@.
    private (DraftKind Kind, string Name)? Instance(string stem)
    {
        var at = stem.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && definition.Names.OfService(stem[..(at + 1)]) is { } template
            ? (template.Kind, $"{template.Name.TrimEnd('@')}-{stem[(at + 1)..]}")
            : null;
    }

    private void TakeService(string key, string value)
    {
        if (key == "Restart" && Draft.Kind == DraftKind.Pod && value == "no")
        {
            Draft.Imply("so it is unless service.restart says otherwise");
        }
        else if (key == "Restart")
        {
            ContainerValues.Restart(definition, value);
        }
        else if (key == "Type")
        {
            if (value == "oneshot")
            {
                Draft.Write("type", "job");
            }
            else
            {
                Draft.Imply("it is up as 'notify' says");
            }
        }
        else if (key == "RemainAfterExit" && DefinitionKeys.Truth(value) == false)
        {
            Draft.Imply("what has ended is not up");
        }
        else if (key == "TimeoutSec")
        {
            Draft.Write("service.timeout_start", Expand(value));
            Draft.Write("service.timeout_stop", Expand(value));
        }
        else if (key == "SuccessExitStatus")
        {
            foreach (var word in UnitWords.Split(value).Select(Expand))
            {
                Draft.Write("service.success_exit_status", word);
            }
        }
        else if (Own.TryGetValue(key, out var own))
        {
            Draft.Write(own, Expand(value));
        }
        else if (
            ContainerKeys.All.Rows.FirstOrDefault(r =>
                r.Table == "resources" && r.Synonyms.Contains(key, StringComparer.Ordinal)
            ) is
            { } row
        )
        {
            Draft.Write(row.Path, Expand(value));
        }
        else if (key == "EnvironmentFile" && specifiers.Unread.Contains(value))
        {
            Draft.Remark("it was not read: where something of it is used, that is said; the container has env_files");
        }
        else if (key is "Environment" or "EnvironmentFile")
        {
            Draft.Imply("what it is used for is written out; the container has [env]");
        }
        else if (Implied.Contains(key, StringComparer.Ordinal))
        {
            Draft.Imply("so it is in any case");
        }
        else if (key == "ExecReload")
        {
            TakeReload(value);
        }
        else if (key.StartsWith("Exec", StringComparison.Ordinal) && OfManager.Contains(key, StringComparer.Ordinal))
        {
            TakeCommand(key, value);
        }
        else if (OfManager.Contains(key, StringComparer.Ordinal))
        {
            Draft.Write("systemd.service", key, Verbatim(value));
        }
        else if (IsOfManager(key))
        {
            LoseAction();
        }
        else if (key == "OOMScoreAdjust")
        {
            Draft.Write("podman_args", $"--oom-score-adj={value}");
        }
        else if (key.StartsWith("Limit", StringComparison.Ordinal))
        {
            TakeLimit(key["Limit".Length..].ToLowerInvariant(), value);
        }
        else if (key is "User" or "Group")
        {
            Draft.Lose($"it is a container of {definition.Owner.Name}: 'user' says whose it is");
        }
        else
        {
            Draft.Lose(
                "it would be for the process that starts the container, not for the container; see [security] and [resources]"
            );
        }
    }

    private void TakeLimit(string limit, string value)
    {
        // With one of its own the container does not have that of podman's process.
        if (Draft.Items("ulimits").Any(i => i.StartsWith($"\"{limit}=", StringComparison.Ordinal)))
        {
            Draft.Imply("the container has a limit of its own");
        }
        else
        {
            HostValues.Limit(definition, $"{limit}={value.Replace("infinity", "-1", StringComparison.Ordinal)}");
        }
    }

    private void TakeCommand(string key, string value)
    {
        var words = UnitWords.Split(CommandPrefix.Strip(value));
        if (words.Count > 0 && PodmanProgram.Is(words[0]))
        {
            Draft.Lose(
                words.ElementAtOrDefault(1) switch
                {
                    "pull" => "images are pulled as pull.policy says",
                    "rm" or "stop" or "kill" => "the units remove the container themselves",
                    "network" => "networks are root's: NAME.network.toml",
                    "volume" => "volumes are made when they are named: NAME.volume.toml",
                    _ => "podman cannot run there: the unit is sandboxed",
                }
            );
            return;
        }

        // A variable may stand for a prefix.
        if (CommandPrefix.WithoutRights(Verbatim(value), out var dropped) is not { } command)
        {
            Draft.Lose("its words cannot be told from prefixes such as '+'; write one plain command for each line");
            return;
        }

        if (!Draft.Write("systemd.service", key, command))
        {
            return;
        }

        if (dropped.Length > 0)
        {
            Draft.Lose($"'{dropped}' is left out: it would give the command rights of root's");
        }

        Draft.Remark(
            key == "ExecStartPre"
                ? "it runs when the container has been created, as the user and with a read-only file system"
                : "it runs as the user and with a read-only file system"
        );
    }

    private void TakeReload(string value)
    {
        IReadOnlyList<string> words = [.. UnitWords.Split(Expand(CommandPrefix.Strip(value))).Select(Unescaped)];
        if (words is [var program, "exec", ..] && PodmanProgram.Is(program))
        {
            var command = CommandOfExec(words);
            if (Draft.Items("reload_command") is { Count: > 0 } written)
            {
                TakeAnotherReload(written.SequenceEqual(command.Select(TomlText.Quoted), StringComparer.Ordinal));
                return;
            }

            foreach (var word in command)
            {
                Draft.Write("reload_command", word);
            }
        }
        else if (words is [_, "kill", ..] && Signal(words) is { } signal)
        {
            Draft.Write("reload_signal", signal.StartsWith("SIG", StringComparison.Ordinal) ? signal : $"SIG{signal}");
        }
        else
        {
            Draft.Lose("write reload_command, which runs in the container, or reload_signal");
        }
    }

    /// <summary>What stands behind <c>podman exec</c>, its options and the container.</summary>
    private List<string> CommandOfExec(IReadOnlyList<string> words)
    {
        var next = 2;
        var namesContainer = true;
        while (next < words.Count && words[next].StartsWith('-'))
        {
            var word = words[next++];
            if (word == "--")
            {
                break;
            }

            var (name, hasValue) = (word.Split('=')[0], word.Contains('=', StringComparison.Ordinal));
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                // Several may stand together; what follows one that has a value is that.
                var at = word.IndexOfAny(['u', 'e', 'w']);
                (name, hasValue) = at < 0 ? (word, false) : (word[at].ToString(), at + 1 < word.Length);
            }

            namesContainer &= name is not ("-l" or "--latest");
            if (ExecValues.Contains(name, StringComparer.Ordinal) && !hasValue)
            {
                next++;
            }

            if (ExecChanges.Contains(name, StringComparer.Ordinal))
            {
                Draft.Lose($"the command runs without {(name.Length == 1 ? $"-{name}" : name)}");
            }
        }

        return [.. words.Skip(namesContainer ? next + 1 : next)];
    }

    private void TakeAnotherReload(bool isSame)
    {
        if (isSame)
        {
            Draft.Imply("it is the same command");
        }
        else
        {
            Draft.Lose("one command reloads it: write one that does both");
        }
    }

    /// <summary>What was written so that systemd takes it for no variable.</summary>
    private static string Unescaped(string word) => word.Replace("$$", "$", StringComparison.Ordinal);

    private static string? Signal(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] is "-s" or "--signal" && i + 1 < words.Count)
            {
                return words[i + 1];
            }

            if (words[i].StartsWith("--signal=", StringComparison.Ordinal))
            {
                return words[i]["--signal=".Length..];
            }
        }

        return null;
    }

    private void TakeInstall(string key, string value)
    {
        if (key is not ("WantedBy" or "RequiredBy" or "UpheldBy"))
        {
            Draft.Lose(key == "Alias" ? "the unit has one name" : "there is no such thing here");
            return;
        }

        foreach (var word in UnitWords.Names(value).Select(Expand))
        {
            var stem = word.EndsWith(".service", StringComparison.Ordinal) ? word[..^".service".Length] : word;
            if ((definition.Names.Find(word) ?? definition.Names.OfService(stem)) is { } other)
            {
                if (other.Kind == DraftKind.Pod)
                {
                    Draft.Imply("a container names its pod");
                    continue;
                }

                _targets.Add(SystemUnits.OfDependency(other.Name));
            }
            else if (ValueChecks.UnitName(Draft.Example(word)) is { } error)
            {
                Draft.Lose(error);
            }
            else
            {
                _targets.Add(word);
                if (!BootTargets.Contains(word, StringComparer.Ordinal))
                {
                    Draft.Remark($"{word} is a unit of the system's manager here");
                }
            }
        }
    }

    private void TakeTimer(string key, string value)
    {
        if (key == "Unit")
        {
            Draft.Imply("it is the timer of this container");
        }
        else if (Timer.TryGetValue(key, out var path))
        {
            _hasTimer = true;
            Draft.Write(path, Expand(value));
        }
        else
        {
            Draft.Lose("no such key in [timer]; a drop-in of the timer's unit can have it");
        }
    }

    private string Expand(string text) => specifiers.ExpandSpecifiers(text, []);

    /// <summary>A value that systemd reads once more, so that what is no specifier has to be written as none.</summary>
    private string Verbatim(string text)
    {
        var expanded = specifiers.ExpandOnce(text);
        return specifiers.IsTemplate
            ? expanded.Replace("%%", "%%%%", StringComparison.Ordinal)
            : expanded.Replace("%", "%%", StringComparison.Ordinal);
    }
}
