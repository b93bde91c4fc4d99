// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Builds;
using RootfulContainers.Definitions.Kinds.Prerequisites;
using Rule = RootfulContainers.Rootfulctl.Export.KeyRule<RootfulContainers.Rootfulctl.Export.Kubernetes.KubeImage>;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>An image that has a definition: a part of the container that runs it, as Kubernetes has no objects for images.</summary>
/// <param name="file">What containers call it: <c>app.image</c>.</param>
internal sealed class KubeImage(KubeContainer container, string file) : ILosses
{
    private const string Nodes = "only the container runtime of a node knows it";

    public static readonly KeyRules<KubeImage> Rules = new(
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            // Those of the container are said to be lost.
            ["user"] = Rule.ByProperty,
            ["description"] = Rule.Lost("there is no object for an image"),
            ["image"] = Rule.ByProperty,
            ["tag"] = Rule.Lost("nodes pull an image by the name that it has in a registry"),
            ["policy"] = new(static (image, setting) => image.Container.PullPolicy = setting.Text, null),
            ["authfile"] = new(
                static (image, setting) => KubeContainerKeys.PullSecret(image.Container, setting.Text),
                null
            ),
            ["tls_verify"] = Rule.Lost(Nodes),
            ["retry"] = Rule.Lost("the kubelet tries again until the image is there"),
            ["retry_delay"] = Rule.Lost("the kubelet tries again until the image is there"),
            ["arch"] = new(
                static (image, setting) => image.Container.Pod.NodeSelector.Add("kubernetes.io/arch", setting.Text),
                null
            ),
            ["variant"] = Rule.Lost(Nodes),
            ["os"] = new(
                static (image, setting) => image.Container.Pod.NodeSelector.Add("kubernetes.io/os", setting.Text),
                null
            ),
            ["all_tags"] = Rule.Lost("nodes pull what they run"),
            ["cert_dir"] = Rule.Lost(Nodes),
            ["decryption_key"] = Rule.Lost(Nodes),
            ["podman_args"] = Rule.Lost(KubeContainerKeys.Podmans),
            ["global_args"] = Rule.Lost(KubeContainerKeys.Podmans),
            ["containers_conf_modules"] = Rule.Lost(KubeContainerKeys.Podmans),
            ["systemd.unit"] = Rule.Lost(KubeContainerKeys.Systemds),
            ["systemd.service"] = Rule.Lost(KubeContainerKeys.Systemds),
        }
    );

    private KubeContainer Container { get; } = container;

    public void Lose(string key, string reason) => Container.Lose($"{key} of {file}", reason);

    public static void Add(KubeContainer container, Prerequisite definition)
    {
        var file = ExportedDefinitions.FileName(definition);
        if (definition is BuildDefinition)
        {
            container.Losses.Note(
                $"{file} is not carried, as Kubernetes builds nothing: push {definition.Reference} to a registry of the nodes'"
            );
        }
        else
        {
            Rules.Apply(definition.Settings, new KubeImage(container, file));
        }

        container.AddImage(definition.Reference);
    }
}
