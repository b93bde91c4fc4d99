// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>Which flags <c>podman_args</c> may not hold, because the units or the network helper own them.</summary>
internal static class PodmanArguments
{
    private static readonly Dictionary<string, string> OwnedFlags = new(StringComparer.Ordinal)
    {
        ["env"] = "everybody can read podman's arguments; use [env]",
        ["network"] = "use 'networks' or [[network]]",
        ["net"] = "use 'networks' or [[network]]",
        ["network-alias"] = "use 'network_aliases'",
        ["net-alias"] = "use 'network_aliases'",
        ["publish"] = "use 'publish'",
        ["publish-all"] = "use 'publish'",
        ["ip"] = "use 'ipv4' in [[network]]",
        ["ip6"] = "use 'ipv6' in [[network]]",
        ["mac-address"] = "use 'mac' in [[network]]",
        ["dns"] = "use dns.servers",
        ["dns-search"] = "use dns.search",
        ["dns-option"] = "use dns.options",
        ["dns-opt"] = "use dns.options",
        ["add-host"] = "use 'add_hosts'",
        ["no-hosts"] = "/etc/hosts is made for the container's networks",
        ["hosts-file"] = "/etc/hosts is made for the container's networks",
        ["hostname"] = "use 'hostname'",
        ["health-on-failure"] = "use health.on_failure",
        ["health-startup-retries"] = "podman would restart the container, which systemd does",
        ["restart"] = "use service.restart",
        ["sdnotify"] = "use 'notify'",
        ["stop-timeout"] = "use 'stop_timeout', by which the units wait as long",
        ["name"] = "the container has the definition's name",
        ["rm"] = "the unit removes the container",
        ["replace"] = "use 'replace'",
        ["cgroups"] = "the unit holds the container's processes",
        ["cidfile"] = "the network helper reads it",
        ["pidfile"] = "the network helper reads it",
        ["conmon-pidfile"] = "the network helper reads it",
        ["pod"] = "use 'pod'",
        ["pod-id-file"] = "use 'pod'",
    };

    /// <summary>Of <c>podman pod create</c> only.</summary>
    private static readonly Dictionary<string, string> OwnedFlagsOfPod = new(StringComparer.Ordinal)
    {
        ["infra"] = "the pod's own container holds what its containers share",
        ["infra-name"] = "the pod's own container is called NAME-infra",
        ["infra-conmon-pidfile"] = "the unit follows it",
        ["pod-id-file"] = "the network helper reads it",
        ["exit-policy"] = "use 'exit_policy'",
        ["share"] = "the containers of a pod share its network namespace",
        ["userns"] = UserNamespace,
        ["uidmap"] = UserNamespace,
        ["gidmap"] = UserNamespace,
        ["subuidname"] = UserNamespace,
        ["subgidname"] = UserNamespace,
    };

    private const string UserNamespace =
        "a pod with a user namespace of its own cannot join a network namespace that was made before";

    public static string? CheckOfPod(string word) =>
        word.StartsWith("--", StringComparison.Ordinal)
        && OwnedFlagsOfPod.TryGetValue(word[2..].Split('=')[0], out var instead)
            ? $"{word.Split('=')[0]} is not allowed; {instead}"
            : Check(word);

    public static string? Check(string word)
    {
        if (word.StartsWith("--", StringComparison.Ordinal))
        {
            var name = word[2..(word.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? at : word.Length)];
            return OwnedFlags.TryGetValue(name, out var instead) ? $"--{name} is not allowed; {instead}" : null;
        }

        // One-letter flags may be joined: -itp80:80. Letters after one that takes a value are that value.
        foreach (var letter in word.AsSpan(1))
        {
            switch (letter)
            {
                case 'p' or 'P':
                    return $"-{letter} is not allowed; use 'publish'";
                case 'e':
                    return "-e is not allowed; everybody can read podman's arguments; use [env]";
                case 'h':
                    return "-h is not allowed; use 'hostname'";
                case 'i' or 't' or 'q':
                    continue;
                default:
                    return null;
            }
        }

        return null;
    }
}
