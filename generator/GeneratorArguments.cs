// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;

namespace RootfulContainers.Generator;

/// <summary>The command line, as systemd.generator(7) has it, and what helps to try a generator manually.</summary>
internal sealed record GeneratorArguments
{
    public const string Usage = """
        usage: rootful-container-generator [OPTION]... NORMAL-DIR [EARLY-DIR LATE-DIR]
               rootful-container-generator --dry-run [OPTION]...

        Makes systemd units of the definitions in /etc/rootful-containers.d, /run/rootful-containers.d and
        /usr/lib/rootful-containers.d. $SYSTEMD_SCOPE says for which manager: system (default) or user.

          --dry-run         print the units in place of writing them
          --root=DIR        read the definitions and users below DIR
          --libexecdir=DIR  where the programs are installed (default: where this program is)
          --help            print this text
          --version         print the version

        """;

    /// <summary>Where units are written; empty with <see cref="DryRun"/>.</summary>
    public string NormalDirectory { get; private init; } = "";

    public bool DryRun { get; private init; }

    public bool Help { get; private init; }

    public bool Version { get; private init; }

    /// <summary>What stands before every path that is read; empty for the running system.</summary>
    public string Root { get; private init; } = "";

    public string? LibexecDirectory { get; private init; }

    public static bool TryParse(
        IReadOnlyList<string> words,
        [NotNullWhen(true)] out GeneratorArguments? arguments,
        [NotNullWhen(false)] out string? error
    )
    {
        var parsed = new GeneratorArguments();
        var directories = new List<string>();
        arguments = null;
        foreach (var word in words)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : word[(equals + 1)..];
            switch (equals < 0 ? word : word[..(equals + 1)])
            {
                case "--help":
                    parsed = parsed with { Help = true };
                    break;
                case "--version":
                    parsed = parsed with { Version = true };
                    break;
                case "--dry-run":
                    parsed = parsed with { DryRun = true };
                    break;
                case "--root=":
                    parsed = parsed with { Root = value.TrimEnd('/') };
                    break;
                case "--libexecdir=" when value.StartsWith('/'):
                    parsed = parsed with { LibexecDirectory = value.Length > 1 ? value.TrimEnd('/') : value };
                    break;
                case "--libexecdir=":
                    error = $"--libexecdir needs an absolute path, not '{value}'";
                    return false;
                case ['-', ..]:
                    error = $"unknown option '{word}'";
                    return false;
                default:
                    directories.Add(word);
                    break;
            }
        }

        error = (parsed, directories.Count) switch
        {
            ({ Help: true } or { Version: true }, _) => null,
            ({ DryRun: true }, 0) => null,
            ({ DryRun: true }, _) => "--dry-run takes no directories",
            (_, 1 or 3) => null,
            (_, var count) => $"expected one directory or three, not {count}",
        };
        if (error is not null)
        {
            return false;
        }

        arguments = parsed with { NormalDirectory = directories.Count > 0 ? directories[0] : "" };
        return true;
    }
}
