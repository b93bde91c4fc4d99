// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Rootfulctl.Import.Drafts;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Flags of <c>podman create</c> and <c>podman run</c>, to keys of a container.</summary>
internal sealed class PodmanFlags(ImportedDefinition definition)
{
    private const string ShortTruths = "ditqP";

    /// <summary>Those that need no value.</summary>
    private static readonly HashSet<string> Truths = Set(
        "detach interactive tty quiet publish-all rm rmi init privileged read-only read-only-tmpfs env-host http-proxy no-hosts no-hostname "
            + "no-healthcheck oom-kill-disable replace sig-proxy tls-verify unsetenv-all disable-content-trust passwd no-new-privileges rootfs help"
    );

    /// <summary>Those that have no key here and are podman's to read.</summary>
    private static readonly HashSet<string> Others = Set(
        "annotation arch attach blkio-weight blkio-weight-device cgroup-conf cgroup-parent cgroupns chrootdirs cpu-period cpu-quota cpu-rt-period "
            + "cpu-rt-runtime cpu-shares cpus cpuset-cpus cpuset-mems decryption-key detach-keys device-cgroup-rule device-read-bps device-read-iops "
            + "device-write-bps device-write-iops disable-content-trust env-merge gpus group-entry health-startup-retries hostuser hosts-file "
            + "init-ctr init-path intel-rdt-clos-id interactive ipc label-file memory-reservation memory-swap memory-swappiness no-healthcheck "
            + "no-hostname no-hosts oom-kill-disable oom-score-adj os passwd passwd-entry personality pid preserve-fd preserve-fds privileged "
            + "rdt-class read-only-tmpfs rootfs seccomp-policy shm-size-systemd storage-opt systemd timeout tty umask unsetenv unsetenv-all uts "
            + "variant volumes-from publish-all pod-id-file"
    );

    /// <summary>Those that may name another container.</summary>
    private static readonly HashSet<string> NamespaceFlags = Set("pid ipc uts cgroupns");

    /// <summary>Those that say what the units do in any case.</summary>
    private static readonly Dictionary<string, string> Implied = new(StringComparer.Ordinal)
    {
        ["detach"] = "a unit does not wait at a terminal",
        ["rm"] = "the unit removes the container",
        ["rmi"] = "the image stays",
        ["cidfile"] = "the units have one",
        ["pidfile"] = "the units have one",
        ["conmon-pidfile"] = "the units have one",
        ["sig-proxy"] = "systemd sends signals",
        ["quiet"] = "nobody watches",
        ["attach"] = "the output is in the journal",
    };

    /// <summary>Whether the next word is the value of this one.</summary>
    public static bool TakesNext(string word) =>
        word.StartsWith("--", StringComparison.Ordinal)
            ? word.Length > 2 && !word.Contains('=', StringComparison.Ordinal) && !Truths.Contains(word[2..])
            : word is ['-', _] && !ShortTruths.Contains(word[1], StringComparison.Ordinal);

    /// <summary>Flags up to the first word that is none.</summary>
    /// <param name="rest">Where what follows them begins.</param>
    public static IReadOnlyList<PodmanFlag> Parse(IReadOnlyList<string> words, out int rest)
    {
        var flags = new List<PodmanFlag>();
        var i = 0;
        for (; i < words.Count; i++)
        {
            var word = words[i];
            if (word == "--" || !word.StartsWith('-') || word.Length == 1)
            {
                break;
            }

            var first = i;
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                var equals = word.IndexOf('=', StringComparison.Ordinal);
                var name = equals < 0 ? word[2..] : word[2..equals];
                var value =
                    equals >= 0 ? word[(equals + 1)..]
                    : Truths.Contains(name) ? null
                    : words.ElementAtOrDefault(++i) ?? "";
                flags.Add(new PodmanFlag(name, $"--{name}", value, first, Math.Min(i, words.Count - 1)));
                continue;
            }

            // One-letter flags may be joined: -itp80:80.
            for (var at = 1; at < word.Length; at++)
            {
                var letter = word[at];
                if (ShortTruths.Contains(letter, StringComparison.Ordinal))
                {
                    flags.Add(new PodmanFlag(LongName(letter), $"-{letter}", null, first, first));
                    continue;
                }

                var joined = word[(at + 1)..].TrimStart('=');
                var value = joined.Length > 0 ? joined : words.ElementAtOrDefault(++i) ?? "";
                flags.Add(new PodmanFlag(LongName(letter), $"-{letter}", value, first, Math.Min(i, words.Count - 1)));
                break;
            }
        }

        rest = Math.Min(words.ElementAtOrDefault(i) == "--" ? i + 1 : i, words.Count);
        return flags;
    }

    /// <summary>Takes flags up to the first word that is none.</summary>
    /// <returns>What follows.</returns>
    public IReadOnlyList<string> Take(IReadOnlyList<string> words)
    {
        var flags = Parse(words, out var rest);
        foreach (var flag in flags)
        {
            Apply(flag.Name, flag.Value);
        }

        return [.. words.Skip(rest)];
    }

    /// <param name="name">Without its dashes.</param>
    public void Apply(string name, string? value)
    {
        var draft = definition.Draft;
        if (Implied.TryGetValue(name, out var reason))
        {
            draft.Imply(reason);
        }
        else if (ForeignKeys.OfFlag($"--{name}") is { } key)
        {
            key.Apply(definition, value ?? "true");
        }
        else if (name == "creds")
        {
            draft.Lose(Passwords.Reason);
        }
        else if (name == "decryption-key" && Passwords.IsInKey(value ?? ""))
        {
            draft.Lose(Passwords.OfKey);
        }
        else if (value is not null && NamespaceFlags.Contains(name))
        {
            ContainerValues.Namespace(definition, name, value);
        }
        else if (name == "link")
        {
            draft.Lose("containers on one network find each other by name");
        }
        else if (name == "no-new-privileges")
        {
            definition.Write("security.no_new_privileges", value ?? "true");
        }
        else if (Others.Contains(name))
        {
            var word = value is null ? $"--{name}" : $"--{name}={value}";
            if (PodmanArguments.Check(word) is { } error)
            {
                draft.Lose(error);
            }
            else
            {
                definition.Write("podman_args", word);
            }
        }
        else
        {
            draft.Lose("podman create has no such flag");
        }
    }

    private static string LongName(char letter) =>
        letter switch
        {
            'd' => "detach",
            'i' => "interactive",
            't' => "tty",
            'q' => "quiet",
            'P' => "publish-all",
            'a' => "attach",
            'c' => "cpu-shares",
            'e' => "env",
            'h' => "hostname",
            'l' => "label",
            'm' => "memory",
            'p' => "publish",
            'u' => "user",
            'v' => "volume",
            'w' => "workdir",
            _ => $"{letter}",
        };

    private static HashSet<string> Set(string words) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
}
