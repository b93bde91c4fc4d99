// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Keys;

/// <summary>
/// What Quadlet and compose call things that have another name here, or that do not exist. A key's own other names are in
/// its row; here is what no single key stands for. Only used to say what to write instead.
/// </summary>
internal static class ForeignWords
{
    /// <summary>Sections and keys of container files, as <see cref="Plain"/> has them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Container = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["container"] = "the keys of [Container] are written at the top, without a section",
        ["install"] = "in place of [Install] write 'autostart = true' at the top",
        ["service"] = "[service] has keys such as 'restart'; other settings of [Service] go into [systemd.service]",
        ["network"] = "write networks = [\"NAME\"], or [[network]] for one with options",
        ["dependson"] = "write depends.requires or depends.wants",
        ["unit"] = "dependencies go into [depends], other settings of [Unit] into [systemd.unit]",
        ["quadlet"] = "in place of DefaultDependencies= of [Quadlet] there is 'depends.default'",
        ["pod"] = "a pod is a file of its own, NAME.pod.toml; its containers say 'pod'",
        ["volume"] = "volumes are listed in 'volumes'; what one is made of is said in NAME.volume.toml",
        ["build"] = "how an image is built is said in NAME.build.toml; the container has image = \"NAME.build\"",
        ["kube"] = "there are no kube files",
        ["artifact"] = "there are no artifacts",
        ["services"] = "each service of a compose file is a file of its own, NAME.toml",
        ["containername"] = "a container has the name of its file, NAME.toml",
        ["servicename"] = "the unit is called rootful-container@NAME.service, after the file NAME.toml",
        ["networkmode"] = "list the networks in 'networks', or write 'network_of' to share another container's",
        ["userns"] = "write userns.mode",
        ["remapusers"] = "write userns.mode",
        ["remapuid"] = "write userns.uid_map",
        ["remapgid"] = "write userns.gid_map",
        ["privileged"] = "write podman_args = [\"--privileged\"]",
        ["cpus"] = "write resources.cpu_quota, such as \"150%\"",
        ["volatiletmp"] = "write tmpfs = [\"/tmp\"]",
        ["securityopt"] = "see the keys of [security]",
        ["logging"] = "write log.driver and log.options",
        ["deploy"] = "see 'service.restart' and [resources]",
        ["links"] = "containers on one network find each other by name",
        ["execstart"] = "the container's command is 'command'",
        ["execstartpre"] = "write systemd.service.ExecStartPre",
        ["execstartpost"] = "write systemd.service.ExecStartPost",
        ["execstop"] = "write systemd.service.ExecStopPost, or 'stop_signal'",
        ["execstoppost"] = "write systemd.service.ExecStopPost",
        ["execcondition"] = "write systemd.service.ExecCondition",
        ["execreload"] = "write 'reload_command', or 'reload_signal'",
        ["type"] = "in place of Type=oneshot write type = \"job\" at the top; other containers are up as 'notify' says",
        ["remainafterexit"] = "write remain_after_exit = true at the top, beside type = \"job\"",
    };

    /// <summary>The same of pod files.</summary>
    public static readonly IReadOnlyDictionary<string, string> Pod = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["pod"] = "the keys of [Pod] are written at the top, without a section",
        ["container"] = "each container of a pod is a file of its own, NAME.toml",
        ["image"] = "each container of a pod is a file of its own, NAME.toml",
        ["ip"] = "write 'ipv4' in [[network]]",
        ["ip6"] = "write 'ipv6' in [[network]]",
        ["install"] = Container["install"],
        ["service"] = Container["service"],
        ["network"] = Container["network"],
        ["dependson"] = Container["dependson"],
        ["unit"] = Container["unit"],
        ["quadlet"] = Container["quadlet"],
        ["podname"] = "a pod has the name of its file, NAME.pod.toml",
        ["servicename"] = "the unit is called rootful-container@NAME.service, after the file NAME.pod.toml",
        ["userns"] = UserNamespaceOfPod,
        ["uidmap"] = UserNamespaceOfPod,
        ["gidmap"] = UserNamespaceOfPod,
        ["subuidmap"] = UserNamespaceOfPod,
        ["subgidmap"] = UserNamespaceOfPod,
        ["remapusers"] = UserNamespaceOfPod,
        ["remapuid"] = UserNamespaceOfPod,
        ["remapgid"] = UserNamespaceOfPod,
        ["remapuidsize"] = UserNamespaceOfPod,
    };

    private const string UserNamespaceOfPod =
        "a pod joins a network namespace that was made before, which one with a user namespace of its own cannot";

    /// <summary>The same of network files.</summary>
    public static readonly IReadOnlyDictionary<string, string> Network = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["network"] = "the keys of [Network] are written at the top, without a section",
        ["install"] = "a network is created when a container on it starts",
        ["unit"] = "the unit of a network is given; settings of your own go into a drop-in of it",
        ["service"] = "the unit of a network is given; settings of your own go into a drop-in of it",
        ["quadlet"] = "the unit of a network is given; settings of your own go into a drop-in of it",
        ["networkname"] = "a network has the name of its file, NAME.network.toml",
        ["servicename"] = "the unit is called rootful-podman-network@NAME.service, after the file NAME.network.toml",
    };

    /// <summary>Suffixes of Quadlet's files, by which its users name what is in them.</summary>
    private static readonly string[] Kinds = [".container", ".volume", ".network", ".build", ".image", ".pod", ".kube"];

    /// <summary>A word without what differs between its spellings: PublishPort, publish_port, publish-port.</summary>
    public static string Plain(string word) =>
        word.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>The two parts of a name like <c>data.volume</c>.</summary>
    public static bool TryCut(string text, out string name, out string kind)
    {
        kind = Kinds.FirstOrDefault(k => text.Length > k.Length && text.EndsWith(k, StringComparison.Ordinal)) ?? "";
        name = text[..^kind.Length];
        return kind.Length > 0;
    }

    /// <summary>What is wrong with a volume called like a file of Quadlet's.</summary>
    public static string? Volume(string source) =>
        TryCut(source, out var name, out var kind)
        && kind == ".volume"
        && !source.Contains('/', StringComparison.Ordinal)
            ? $"'{source}' is a file of Quadlet's; the volume of {name}.volume.toml is called '{name}', and the one that Quadlet has made "
                + $"'systemd-{name}' (or as VolumeName= says)"
            : null;

    /// <summary>What is wrong with a network called like a file of Quadlet's, or like a mode of podman's.</summary>
    public static string? NetworkName(string network) =>
        TryCut(network, out var name, out var kind) && kind == ".network"
            ? $"'{network}' is a file of Quadlet's; the network is called '{name}' here, after {name}.network.toml"
        : kind == ".container" || network.StartsWith("container:", StringComparison.Ordinal)
            ? $"'{network}': to share another container's network write network_of = \"{(kind == ".container" ? name : network["container:".Length..])}\" "
                + "in place of networks"
        : NetworkMode(network);

    /// <summary>What is wrong with the name of a network that podman takes for a mode.</summary>
    public static string? NetworkMode(string network) =>
        network switch
        {
            "host" =>
                "'host': a container cannot use the host's own network; publish its ports, or put it on a macvlan network",
            "none" => "'none': a container is always on a network; one with internal = true leads nowhere else",
            "bridge" or "default" =>
                $"'{network}' is no network but a mode of podman's; its default network is called 'podman'",
            "pasta" or "slirp4netns" or "private" =>
                $"'{network}' is no network but a mode of podman's, which root's networks take the place of",
            _ => ((string[])["pasta:", "slirp4netns:", "ns:", "bridge:"]).FirstOrDefault(m =>
                network.StartsWith(m, StringComparison.Ordinal)
            )
                is { } mode
                ? NetworkMode(mode[..^1])
                : null,
        };

    /// <summary>What is wrong with a dependency on a file of Quadlet's, or on root's podman.</summary>
    /// <param name="word">The dependency as it is written.</param>
    /// <param name="isDefined">Whether there is a definition of a container with a name.</param>
    public static string? Dependency(string word, Predicate<string> isDefined)
    {
        if (word is "podman.socket" or "podman.service")
        {
            return $"'{word}' would be root's own podman; the user's is there after 'systemctl --user enable --now podman.socket' as the "
                + "user, and needs no dependency";
        }

        const string Service = ".service";
        if (word.EndsWith(Service, StringComparison.Ordinal) && isDefined(word[..^Service.Length]))
        {
            var name = word[..^Service.Length];
            return $"'{word}' is a unit of the system; the container is written as '{name}' (for that unit use [systemd.unit])";
        }

        return !TryCut(word, out var file, out var kind) || isDefined(word)
            ? null
            : kind switch
            {
                ".container" or ".pod" => isDefined(file)
                    ? $"'{word}' is a file of Quadlet's; write '{file}'"
                    : $"'{word}' is a file of Quadlet's, and there is no definition '{file}'",
                ".network" =>
                    $"'{word}' is a file of Quadlet's; a container starts after the networks in 'networks' by itself",
                ".volume" => $"'{word}': volumes in 'volumes' are made before the container by themselves",
                ".image" or ".build" => $"'{word}': the container's image is made before it by itself",
                _ => $"'{word}' is a file of Quadlet's, and there is nothing to wait for here",
            };
    }
}
