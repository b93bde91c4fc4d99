// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Rootfulctl.Export.Yaml;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>Secrets by their names: nobody can read podman's here.</summary>
internal static class KubeSecrets
{
    public static void Add(KubeContainer container, Setting setting)
    {
        foreach (var text in setting.Texts)
        {
            var fields = text.Split(',');
            var options = fields
                .Skip(1)
                .Select(o => o.Split('=', 2))
                .GroupBy(o => o[0], StringComparer.Ordinal)
                .ToDictionary(o => o.Key, o => o.Last().ElementAtOrDefault(1) ?? "", StringComparer.Ordinal);
            var (source, secret) = (fields[0], KubeName.Of(fields[0]));
            container.Losses.Note($"Needs: kubectl create secret generic {secret} --from-file={source}=FILE");
            if (!KubeName.IsKey(source))
            {
                container.Lose(setting.Key.Path, $"'{source}' cannot be the name of a secret");
            }
            else if (options.GetValueOrDefault("type") == "env")
            {
                var key = new YamlMap().Add("name", secret).Add("key", source);
                container.Env.Add(
                    new YamlMap()
                        .Add("name", options.GetValueOrDefault("target") ?? source)
                        .Add("valueFrom", new YamlMap().Add("secretKeyRef", key))
                );
            }
            else
            {
                Mount(container, setting, source, secret, options);
            }
        }
    }

    private static void Mount(
        KubeContainer container,
        Setting setting,
        string source,
        string secret,
        Dictionary<string, string> options
    )
    {
        foreach (var option in options.Keys.Where(o => o is not ("type" or "target" or "mode")))
        {
            container.Lose(setting.Key.Path, $"a file of a secret belongs to root; '{option}' cannot be said");
        }

        var target = options.GetValueOrDefault("target") ?? source;
        var path = target.StartsWith('/') ? target : $"/run/secrets/{target}";
        var volume = new YamlMap().Add("secretName", secret);
        if (options.GetValueOrDefault("mode") is { } mode)
        {
            volume.Add("defaultMode", Mode(mode));
        }

        container.Mount(
            container.Pod.Secret(secret, volume),
            path,
            isReadOnly: true,
            new YamlMap().Add("subPath", source)
        );
    }

    /// <summary>Of four octal digits.</summary>
    private static long? Mode(string digits) =>
        digits.Length is > 0 and <= 4 && digits.All(c => c is >= '0' and <= '7') ? Convert.ToInt64(digits, 8) : null;
}
