// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Rootfulctl.Export.Yaml;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>Containers with one network namespace, and what Kubernetes keeps beside them.</summary>
/// <param name="owner">Whose network namespace it is; the pod has its name.</param>
/// <param name="userPrefix">What tells volumes of one user from those of another; empty when there is one user.</param>
internal sealed class KubePod(ContainerDefinition owner, string userPrefix, ExportedDefinitions all)
{
    private readonly Dictionary<string, string> _volumeNames = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _claims = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<string>> _hosts = new(StringComparer.Ordinal);

    public ContainerDefinition Owner { get; } = owner;

    public string Name { get; } = KubeName.Of(owner.Name.ToString());

    public ExportedDefinitions All { get; } = all;

    /// <summary>First the owner, which runs nothing where it is a definition of a pod.</summary>
    public List<KubeContainer> Containers { get; } = [];

    public IEnumerable<KubeContainer> Running => Containers.Where(c => !c.Definition.IsPod);

    /// <summary>Whether it is done at some time.</summary>
    public bool IsJob => Owner.IsPod ? Running.All(c => c.Definition.IsJob) : Owner.IsJob;

    /// <summary>Jobs beside what keeps running: Kubernetes can only have them run first.</summary>
    public IEnumerable<KubeContainer> First => IsJob ? [] : Running.Where(c => c.Definition.IsJob);

    /// <summary>When its containers are started again, in systemd's word.</summary>
    public string Restart =>
        Owner.IsPod
            ? Running.Except(First).Select(c => c.Definition.RestartPolicy).MaxBy(RankOf) ?? "no"
            : Owner.RestartPolicy;

    private static int RankOf(string restart) =>
        restart switch
        {
            "no" => 0,
            "always" => 2,
            _ => 1,
        };

    /// <summary>Documents that the containers read.</summary>
    public List<YamlMap> Beside { get; } = [];

    public YamlMap Labels { get; } = KubeObject.Labels(owner);

    public YamlMap Annotations { get; } = new();

    public YamlMap Security { get; } = new YamlMap().Add("seccompProfile", new YamlMap().Add("type", "RuntimeDefault"));

    public YamlMap DnsConfig { get; } = new();

    public YamlList Volumes { get; } = new();

    public YamlList PullSecrets { get; } = new();

    public YamlList Sysctls { get; } = new();

    public YamlList Groups { get; } = new();

    public YamlMap NodeSelector { get; } = new();

    /// <summary>What of a pod is said by one word.</summary>
    public YamlMap Spec { get; } = new();

    /// <summary>The longest of its containers; podman's default without.</summary>
    public long StopTimeout { get; set; }

    /// <summary>Claims, and the volumes that they are for.</summary>
    public IReadOnlyDictionary<string, string> Claims => _claims;

    public YamlList HostAliases =>
        new(
            _hosts.Select(h =>
                (YamlNode)
                    new YamlMap()
                        .Add("ip", h.Key)
                        .Add("hostnames", YamlList.Of(h.Value.Distinct(StringComparer.Ordinal)))
            )
        );

    public void AddHost(string host, string address)
    {
        if (!_hosts.TryGetValue(address, out var names))
        {
            _hosts.Add(address, names = []);
        }

        names.Add(host);
    }

    /// <summary>A volume of the user's own.</summary>
    public string Claim(string volume)
    {
        var claim = KubeName.Of(userPrefix + volume);
        _claims[claim] = volume;
        return Volume(
            $"claim {claim}",
            claim,
            new YamlMap().Add("persistentVolumeClaim", new YamlMap().Add("claimName", claim))
        );
    }

    public string HostPath(string path) =>
        Volume($"host {path}", $"host{path}", new YamlMap().Add("hostPath", new YamlMap().Add("path", path)));

    /// <param name="key">What tells it from others.</param>
    public string Empty(string key, string? medium, string? limit) =>
        Volume(
            $"empty {key}",
            key,
            new YamlMap().Put("emptyDir", new YamlMap().Add("medium", medium).Add("sizeLimit", limit))
        );

    public string Secret(string secret, YamlMap source) =>
        Volume($"secret {secret}", $"secret-{secret}", new YamlMap().Add("secret", source));

    private string Volume(string key, string wish, YamlMap source)
    {
        if (_volumeNames.TryGetValue(key, out var name))
        {
            return name;
        }

        var label = KubeName.Of(string.Join('-', wish.Split('/', StringSplitOptions.RemoveEmptyEntries)));
        name = label;
        for (var i = 2; _volumeNames.ContainsValue(name); i++)
        {
            var suffix = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"-{i}");
            name = label[..Math.Min(label.Length, 63 - suffix.Length)] + suffix;
        }

        _volumeNames.Add(key, name);
        var volume = new YamlMap().Add("name", name);
        foreach (var (kind, value) in source.Entries)
        {
            volume.Put(kind, value);
        }

        Volumes.Add(volume);
        return name;
    }
}
