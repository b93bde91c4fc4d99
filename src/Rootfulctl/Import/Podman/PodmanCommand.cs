// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;

namespace RootfulContainers.Rootfulctl.Import.Podman;

/// <summary><c>podman run …</c>, <c>podman create …</c>, and Docker's, to a definition.</summary>
internal sealed class PodmanCommand
{
    private static readonly string[] GlobalTruths =
    [
        "--remote",
        "-r",
        "--syslog",
        "--transient-store",
        "--debug",
        "-D",
    ];

    private readonly IReadOnlyList<string> _global;
    private readonly IReadOnlyList<string> _words;

    private PodmanCommand(IReadOnlyList<string> global, IReadOnlyList<string> words) =>
        (_global, _words) = (global, words);

    /// <summary>What the container is called; null when the command does not say.</summary>
    public string? Name
    {
        get
        {
            for (var i = 0; i < _words.Count; i++)
            {
                if (_words[i] == "--name" && i + 1 < _words.Count)
                {
                    return _words[i + 1];
                }

                if (_words[i].StartsWith("--name=", StringComparison.Ordinal))
                {
                    return _words[i]["--name=".Length..];
                }
            }

            return null;
        }
    }

    /// <param name="words">The program first.</param>
    public static PodmanCommand? TryParse(IReadOnlyList<string> words)
    {
        if (words.Count == 0 || System.IO.Path.GetFileName(words[0]) is not ("podman" or "docker" or "nerdctl"))
        {
            return null;
        }

        var at = 1;
        while (at < words.Count && words[at].StartsWith('-'))
        {
            at +=
                words[at].Contains('=', StringComparison.Ordinal)
                || GlobalTruths.Contains(words[at], StringComparer.Ordinal)
                    ? 1
                    : 2;
        }

        var global = words.Take(at).Skip(1).ToList();
        if (words.ElementAtOrDefault(at) == "container")
        {
            at++;
        }

        return words.ElementAtOrDefault(at) is "run" or "create"
            ? new PodmanCommand(global, [.. words.Skip(at + 1)])
            : null;
    }

    /// <summary>The name of an image's repository, for a container that has none.</summary>
    public string NameOfImage(ImportOwner owner, ImportNames names)
    {
        var scratch = new ImportedDefinition(
            new Draft(DraftKind.Container, "x", new ImportReport()),
            owner,
            names,
            "/"
        );
        var image = new PodmanFlags(scratch).Take(_words).ElementAtOrDefault(0) ?? "container";
        return image[(image.LastIndexOf('/') + 1)..].Split(':', '@')[0];
    }

    /// <summary>Writes what the command says into a definition.</summary>
    /// <param name="isAttached">Whether another program attaches it, so that podman gave it no network.</param>
    public void Import(ImportedDefinition definition, SourcePosition position, bool isAttached = false)
    {
        var draft = definition.Draft;
        foreach (var word in Joined(_global))
        {
            draft.Begin(position, word);
            if (word.StartsWith("--module=", StringComparison.Ordinal))
            {
                draft.Write("containers_conf_modules", word["--module=".Length..]);
            }
            else
            {
                draft.Write("global_args", word);
            }
        }

        var isRootfs = _words.Contains("--rootfs", StringComparer.Ordinal);
        var rest = new PodmanFlags(definition).Take(
            [.. _words.Where(w => w != "--rootfs" && !(isAttached && w is "--network=none" or "--net=none"))],
            flag => draft.Begin(position, flag)
        );
        if (rest.Count == 0)
        {
            draft.Begin(position, "podman");
            draft.Lose("there is no image");
            return;
        }

        draft.Begin(position, rest[0]);
        if (isRootfs)
        {
            draft.Write("rootfs", definition.FullPath(rest[0]));
        }
        else
        {
            ContainerValues.Image(definition, rest[0]);
        }

        if (rest.Count > 1)
        {
            draft.Begin(position, string.Join(' ', rest.Skip(1)));
            foreach (var word in rest.Skip(1))
            {
                draft.Write("command", word);
            }
        }
    }

    // A value may be a word of its own.
    private static IEnumerable<string> Joined(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            yield return words[i].Contains('=', StringComparison.Ordinal)
            || GlobalTruths.Contains(words[i], StringComparer.Ordinal)
            || i + 1 == words.Count
                ? words[i]
                : $"{words[i]}={words[++i]}";
        }
    }
}
