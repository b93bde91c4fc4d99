// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Containers;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Flags of <c>podman create</c> and <c>podman run</c>, to keys of a container.</summary>
internal sealed class PodmanFlags(ImportedDefinition definition)
{
    private const string ShortTruths = "ditqP";

    /// <summary>Those that need no value.</summary>
    private static readonly HashSet<string> Truths = Set(
        "detach interactive tty quiet publish-all rm rmi init privileged read-only read-only-tmpfs env-host http-proxy no-hosts no-hostname "
            + "no-healthcheck oom-kill-disable replace sig-proxy tls-verify unsetenv-all disable-content-trust passwd no-new-privileges help"
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

    /// <summary>Takes flags up to the first word that is none.</summary>
    /// <param name="begin">Told each flag before its value is taken.</param>
    /// <returns>What follows.</returns>
    public IReadOnlyList<string> Take(IReadOnlyList<string> words, Action<string>? begin = null)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word == "--" || !word.StartsWith('-') || word.Length == 1)
            {
                return [.. words.Skip(word == "--" ? i + 1 : i)];
            }

            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                var equals = word.IndexOf('=', StringComparison.Ordinal);
                var name = equals < 0 ? word[2..] : word[2..equals];
                var value =
                    equals >= 0 ? word[(equals + 1)..]
                    : Truths.Contains(name) ? null
                    : words.ElementAtOrDefault(++i) ?? "";
                begin?.Invoke(Shown($"--{name}", value));
                Apply(name, value);
                continue;
            }

            // One-letter flags may be joined: -itp80:80.
            for (var at = 1; at < word.Length; at++)
            {
                var letter = word[at];
                if (ShortTruths.Contains(letter, StringComparison.Ordinal))
                {
                    begin?.Invoke($"-{letter}");
                    Apply(LongName(letter), null);
                    continue;
                }

                var rest = word[(at + 1)..].TrimStart('=');
                var value = rest.Length > 0 ? rest : words.ElementAtOrDefault(++i) ?? "";
                begin?.Invoke(Shown($"-{letter}", value));
                Apply(LongName(letter), value);
                break;
            }
        }

        return [];
    }

    /// <param name="name">Without its dashes.</param>
    private void Apply(string name, string? value)
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

    // Variables may be passwords.
    private static string Shown(string flag, string? value) =>
        value is null ? flag
        : flag is "--env" or "-e" ? $"{flag}={value.Split('=')[0]}"
        : PrintableText.Of($"{flag}={value}", 120);

    private static HashSet<string> Set(string words) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
}
