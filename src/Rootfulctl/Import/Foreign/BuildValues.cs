// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Values of a build that are not written as they are.</summary>
internal static class BuildValues
{
    /// <summary>Its directory is the context, unless another one is given, where podman looks for a relative path.</summary>
    public static void File(ImportedDefinition build, string value)
    {
        if (value.Contains("://", StringComparison.Ordinal))
        {
            build.Write("file", value);
        }
        else if (value.StartsWith('/') || value.StartsWith('~'))
        {
            build.Write("file", build.HostPath(value));
        }
        else
        {
            build.Later(() =>
                build.Write(
                    "file",
                    build.Draft.Value("context") is { } context
                    && context != TomlText.Quoted(build.HostPath(build.Directory))
                        ? value
                        : build.HostPath(value)
                )
            );
        }
    }

    public static void Context(ImportedDefinition build, string value)
    {
        switch (value)
        {
            case "unit":
                build.Write("context", build.HostPath(build.Directory));
                break;
            case "file":
                // What File= says in any case.
                build.Draft.Imply("the directory of the file is the context");
                break;
            default:
                build.Write(
                    "context",
                    ValueChecks.BuildContext(build.Draft.Example(value)) is null
                        ? build.Shortened(value)
                        : build.HostPath(value)
                );
                break;
        }
    }

    public static void Tag(ImportedDefinition build, string value) =>
        build.Write(build.Draft.Has("tag") ? "tags" : "tag", value);

    public static void Network(ImportedDefinition build, string value)
    {
        if (value.EndsWith(".network", StringComparison.Ordinal))
        {
            build.Draft.Lose("networks are root's, and a build is the user's");
        }
        else
        {
            build.Write("network", value);
        }
    }
}
