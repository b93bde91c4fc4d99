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

    private readonly IReadOnlyList<string> _lead;
    private readonly string _program;
    private readonly IReadOnlyList<string> _global;
    private readonly IReadOnlyList<string> _words;
    private readonly IReadOnlyList<PodmanFlag> _flags;
    private readonly int _rest;

    /// <param name="lead">The program first, and run or create last.</param>
    private PodmanCommand(IReadOnlyList<string> lead, IReadOnlyList<string> global, IReadOnlyList<string> words)
    {
        (_lead, _global, _words) = (lead, global, words);
        _program = System.IO.Path.GetFileName(lead[0]);
        _flags = PodmanFlags.Parse(words, out _rest);
    }

    /// <summary>For each word behind run or create what of it only systemd knows.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Unknown { get; private init; } = [];

    /// <summary>What the container is called; null when the command does not say.</summary>
    public string? Name => _flags.LastOrDefault(f => f.Name == "name")?.Value;

    /// <param name="words">The program first.</param>
    /// <param name="unknown">What of each only systemd knows.</param>
    public static PodmanCommand? TryParse(
        IReadOnlyList<string> words,
        IReadOnlyList<IReadOnlyList<string>>? unknown = null
    )
    {
        if (words.Count == 0 || !PodmanProgram.Is(words[0]))
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
            ? new PodmanCommand([.. words.Take(at + 1)], global, [.. words.Skip(at + 1)])
            {
                Unknown = [.. (unknown ?? []).Skip(at + 1)],
            }
            : null;
    }

    /// <summary>
    /// The command with what it made: the name, where it gives none, and the values of variables that it took from the environment.
    /// </summary>
    public IReadOnlyList<string> Completed(string name, IReadOnlyList<string> variables)
    {
        string[] words = [.. _words];
        foreach (var flag in _flags)
        {
            if (
                flag is { Name: "env", Value: { } variable }
                && !variable.Contains('=', StringComparison.Ordinal)
                && variables.FirstOrDefault(v => v.StartsWith($"{variable}=", StringComparison.Ordinal)) is { } known
            )
            {
                // Joined or not, its words end with it.
                words[flag.Last] = words[flag.Last][..^variable.Length] + known;
            }
        }

        return [.. _lead, .. Name is null ? (string[])[$"--name={name}"] : [], .. words];
    }

    /// <summary>The name of an image's repository, for a container that has none.</summary>
    public string NameOfImage()
    {
        var image = _words.ElementAtOrDefault(_rest) ?? "container";
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

        var flags = new PodmanFlags(definition);
        foreach (var flag in _flags)
        {
            if (flag.Name == "rootfs" || (isAttached && flag is { Name: "network" or "net", Value: "none" }))
            {
                continue;
            }

            draft.Begin(position, flag.Shown);
            if (!IsUnknown(draft, flag.First, flag.Last))
            {
                flags.Apply(flag.Name, flag.Value);
            }
        }

        if (_rest >= _words.Count)
        {
            draft.Begin(position, _program);
            draft.Lose("there is no image");
            return;
        }

        draft.Begin(position, _words[_rest]);
        if (!IsUnknown(draft, _rest, _rest))
        {
            TakeImage(definition, _words[_rest]);
        }

        if (_rest + 1 < _words.Count)
        {
            draft.Begin(position, PrintableText.Of(string.Join(' ', _words.Skip(_rest + 1)), 120));
            if (!IsUnknown(draft, _rest + 1, _words.Count - 1))
            {
                foreach (var word in _words.Skip(_rest + 1))
                {
                    draft.Write("command", word);
                }
            }
        }
    }

    private void TakeImage(ImportedDefinition definition, string image)
    {
        if (_flags.Any(f => f.Name == "rootfs"))
        {
            definition.Draft.Write("rootfs", definition.FullPath(image));
            return;
        }

        var full = _program == "podman" ? image : ContainerValues.OfDocker(image);
        ContainerValues.Image(definition, full);
        if (full != image)
        {
            definition.Draft.Imply($"what names no registry is of docker.io to {_program}");
        }
    }

    /// <summary>Whether some of the words are not known, which is said.</summary>
    private bool IsUnknown(Draft draft, int first, int last)
    {
        var unknown = Unknown
            .Skip(first)
            .Take(last - first + 1)
            .SelectMany(u => u)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        foreach (var variable in unknown)
        {
            draft.Lose($"{variable} is not known here; write out what it stands for");
        }

        return unknown.Count > 0;
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
