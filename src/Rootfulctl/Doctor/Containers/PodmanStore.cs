// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Containers;

namespace RootfulContainers.Rootfulctl.Doctor.Containers;

/// <summary>What the definition takes from podman of its user.</summary>
internal static class PodmanStore
{
    public static readonly ContainerCheck Images = new(
        "image",
        "the image of one that does not run is there, and what volumes, images and builds have made",
        FindImage
    );

    public static readonly ContainerCheck Secrets = new(
        "secrets",
        "the secrets of its definition are there",
        FindSecrets
    );

    // Of "podman image exists"; others are failures.
    private const string Absent = "1";

    private static IEnumerable<Finding> FindImage(ExaminedContainer container)
    {
        // Of one that runs it is in use.
        if (container.IsBroken || container.Listed.IsRunning)
        {
            yield break;
        }

        foreach (
            var gone in container.Listed.Uid is { } uid && container.Host.IsSilent(uid)
                ? []
                : ListedPrerequisite.GoneOf(container.Host.Definitions, container.Listed.Definition)
        )
        {
            yield return Finding.Error(
                $"{gone.Kind} {gone.Checked.Name} was made for {container.User}, and is gone",
                "its unit makes it only once: the next start fails, or takes what is not as it is defined",
                gone.Remake
            );
        }

        // One that has a definition is made before the container, by a unit.
        if (
            container.Definition is not { Image.Text: { } image, ImageReference: null } definition
            || container.AskPodman("image", "exists", "--", image) is not [Absent, ..]
        )
        {
            yield break;
        }

        var isLocal = image.StartsWith("localhost/", StringComparison.Ordinal);
        var isPulled = !isLocal && definition.Settings["pull"]?.Text != "never";
        yield return new Finding(
            isPulled ? Severity.Warning : Severity.Error,
            $"{container.User} has no image {image}",
            isPulled
                ? "the next start pulls it, which takes its time and may fail"
                : "it does not start, and nothing pulls it",
            isLocal
                ? $"rootfulctl podman {container.Name} build -t {ShellWord.Of(image)} DIRECTORY"
                : $"rootfulctl podman {container.Name} pull {ShellWord.Of(image)}"
        );
    }

    private static IEnumerable<Finding> FindSecrets(ExaminedContainer container)
    {
        var names = (container.Definition?.Settings.Texts("secrets") ?? []).Select(s => s.Split(',')[0]).ToList();
        if (
            names.Count == 0
            || container.IsBroken
            || container.AskPodman("secret", "ls", "--format={{.Name}}") is not ["0", .. var present]
        )
        {
            return [];
        }

        return names
            .Except(present, StringComparer.Ordinal)
            .Select(name =>
                Finding.Error(
                    $"{container.User} has no secret {name}",
                    "podman does not create the container",
                    $"rootfulctl podman {container.Name} secret create {ShellWord.Of(name)} -"
                )
            );
    }
}
