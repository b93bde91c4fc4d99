// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Rootfulctl.Export.Yaml;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>What is mounted into a container.</summary>
internal static class KubeStorage
{
    private const string Memory = "Memory";

    // What podman keeps writable in a read-only container.
    private static readonly string[] Writable = ["/run", "/tmp", "/var/tmp"];

    public static void Volumes(KubeContainer container, Setting setting)
    {
        foreach (var text in setting.Texts)
        {
            var parts = text.Split(':');
            var (source, target) = parts.Length == 1 ? (null, parts[0]) : (parts[0], parts[1]);
            Mount(container, setting, source, target, parts.Length == 3 ? parts[2].Split(',') : []);
        }
    }

    public static void Mounts(KubeContainer container, Setting setting)
    {
        foreach (var text in setting.Texts)
        {
            var options = text.Split(',')
                .Select(o => o.Split('=', 2))
                .ToLookup(o => o[0], o => o.Length == 2 ? o[1] : "true", StringComparer.Ordinal);
            string? First(params string[] names) => names.SelectMany(n => options[n]).FirstOrDefault();
            var source = First("source", "src");
            var type = First("type") ?? "volume";
            if (First("destination", "dst", "target") is not { } target || text.Contains('"', StringComparison.Ordinal))
            {
                container.Lose(setting.Key.Path, $"{text} has no place of its own in a pod");
            }
            else if (type == "tmpfs")
            {
                AddTmpfs(container, setting, target, First("tmpfs-size", "size"));
            }
            else if (type is "bind" or "volume" && (source is null || source[0] != '.'))
            {
                var isReadOnly = First("ro", "readonly") is "true" or "1";
                string[] words = isReadOnly ? ["ro"] : [];
                Mount(container, setting, source, target, [.. words, .. Others(options)]);
            }
            else
            {
                container.Lose(setting.Key.Path, $"a pod has no mount of type {type}, as at {target}");
            }
        }
    }

    public static void Tmpfs(KubeContainer container, Setting setting)
    {
        foreach (var text in setting.Texts)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var options = colon < 0 ? [] : text[(colon + 1)..].Split(',');
            var size = options.FirstOrDefault(o => o.StartsWith("size=", StringComparison.Ordinal));
            AddTmpfs(container, setting, colon < 0 ? text : text[..colon], size?["size=".Length..]);
            foreach (var option in options.Where(o => o != size && o is not ("rw" or "")))
            {
                container.Lose(setting.Key.Path, $"an emptyDir has no option '{option}'");
            }
        }
    }

    public static void SharedMemory(KubeContainer container, Setting setting) =>
        AddTmpfs(container, setting, "/dev/shm", setting.Text);

    /// <summary>Once everything else is mounted.</summary>
    public static void ReadOnlyTmpfs(KubeContainer container)
    {
        var settings = container.Definition.Settings;
        if (settings["read_only"] is { IsTrue: true } && settings["read_only_tmpfs"] is null or { IsTrue: true })
        {
            foreach (var path in Writable.Where(p => !container.IsMounted(p)))
            {
                container.Mount(container.Pod.Empty($"{container.Name}{path}", Memory, null), path);
            }
        }
    }

    /// <param name="source">Null for a volume without a name.</param>
    private static void Mount(
        KubeContainer container,
        Setting setting,
        string? source,
        string target,
        IReadOnlyList<string> options
    )
    {
        var more = new YamlMap();
        foreach (var option in options)
        {
            switch (option)
            {
                case "rslave" or "slave":
                    more.Add("mountPropagation", "HostToContainer");
                    break;
                case "ro" or "rw" or "" or "rprivate" or "private" or "rbind" or "bind" or "z" or "Z":
                    // The kubelet labels volumes itself.
                    break;
                default:
                    container.Lose(setting.Key.Path, $"a mount of a pod has no option '{option}', as at {target}");
                    break;
            }
        }

        var volume =
            source is null ? container.Pod.Empty($"{container.Name}{target}", null, null)
            : source.StartsWith('/') ? container.Pod.HostPath(source)
            : source.StartsWith("~/", StringComparison.Ordinal) ? null
            : container.Pod.Claim(source);
        if (volume is null)
        {
            container.Lose(setting.Key.Path, $"a node has no home of the user, in which {source} would be");
            return;
        }

        if (source?.StartsWith('/') == true)
        {
            container.Losses.Note($"{source} is a path of this machine: each node that runs the pod needs it");
        }

        container.Mount(volume, target, options.Contains("ro", StringComparer.Ordinal), more);
    }

    private static void AddTmpfs(KubeContainer container, Setting setting, string path, string? size)
    {
        var limit = size is null ? null : Quantity.Size(size);
        if (size is not null && limit is null)
        {
            container.Lose(setting.Key.Path, $"the size {size} of {path} is no number of bytes");
        }

        container.Mount(container.Pod.Empty($"{container.Name}{path}", Memory, limit), path);
    }

    private static IEnumerable<string> Others(ILookup<string, string> options) =>
        options
            .Where(o =>
                o.Key
                    is not (
                        "type"
                        or "source"
                        or "src"
                        or "destination"
                        or "dst"
                        or "target"
                        or "ro"
                        or "readonly"
                        or "rw"
                    )
            )
            .Select(o => o.Key is "bind-propagation" ? o.First() : o.Key);
}
