// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Definitions.Kinds.Volumes;
using RootfulContainers.Rootfulctl.Export.Yaml;
using Rule = RootfulContainers.Rootfulctl.Export.KeyRule<RootfulContainers.Rootfulctl.Export.Kubernetes.KubeClaim>;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>A volume as a PersistentVolumeClaim; what is mounted as it stands in annotations that 'podman kube play' reads.</summary>
internal sealed class KubeClaim : ILosses
{
    private const string OfClass =
        "podman alone reads the annotation; in a cluster the StorageClass of the claim says it";

    public static readonly KeyRules<KubeClaim> Rules = new(
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["user"] = Rule.Lost(KubeContainerKeys.Users),
            ["description"] = new(
                static (claim, setting) => claim._annotations.Add(KubeContainerKeys.Description, setting.Text),
                null
            ),
            ["driver"] = Annotation("driver"),
            ["image"] = Annotation("image"),
            ["type"] = Annotation("type"),
            ["device"] = Annotation("device"),
            ["options"] = Annotation("mount-options"),
            ["uid"] = Annotation("uid"),
            ["gid"] = Annotation("gid"),
            ["copy"] = Rule.Lost("Kubernetes leaves an empty volume empty"),
            ["labels"] = new(
                static (claim, setting) =>
                {
                    foreach (var value in setting.Values)
                    {
                        KubeObject.Label(claim._labels, claim._annotations, claim, setting, value);
                    }
                },
                null
            ),
            ["podman_args"] = Rule.Lost(KubeContainerKeys.Podmans),
            ["global_args"] = Rule.Lost(KubeContainerKeys.Podmans),
            ["containers_conf_modules"] = Rule.Lost(KubeContainerKeys.Podmans),
            ["systemd.unit"] = Rule.Lost(KubeContainerKeys.Systemds),
            ["systemd.service"] = Rule.Lost(KubeContainerKeys.Systemds),
        }
    );

    private readonly YamlMap _labels = new();
    private readonly YamlMap _annotations = new();
    private readonly LossList _losses = new();

    public void Lose(string key, string reason) => _losses.Lose(key, reason);

    /// <param name="volume">Null for one that has no definition.</param>
    /// <param name="comments">To which is added what has to be known.</param>
    public static YamlMap Of(string name, VolumeDefinition? volume, ExportedDefinitions all, StringBuilder comments)
    {
        var claim = new KubeClaim();
        claim._losses.Note($"The size of claim {name} is a guess, and what is in the volume has to be copied");
        if (volume is not null)
        {
            LossList.Comment(comments, $"Volume {volume.Name} of user {volume.User!.Text}");
            Rules.Apply(volume.Settings, claim);
            if (volume.Image is { } image)
            {
                claim._annotations.Put(Podmans("driver"), "image");
                claim._annotations.Put(Podmans("image"), all.FindPrerequisite(image.Text)?.Reference ?? image.Text);
            }
        }

        claim._losses.Render(comments);
        return KubeObject
            .Of("v1", "PersistentVolumeClaim", name)
            .Put(
                "metadata",
                new YamlMap().Add("name", name).Add("labels", claim._labels).Add("annotations", claim._annotations)
            )
            .Add(
                "spec",
                new YamlMap()
                    .Add("accessModes", YamlList.Of(["ReadWriteOnce"]))
                    .Add("resources", new YamlMap().Add("requests", new YamlMap().Add("storage", "1Gi")))
            );
    }

    private static Rule Annotation(string name) =>
        new(
            (claim, setting) =>
            {
                claim._annotations.Put(Podmans(name), string.Join(',', setting.Texts));
                claim.Lose(setting.Key.Path, OfClass);
            },
            null
        );

    private static string Podmans(string name) => $"volume.podman.io/{name}";
}
