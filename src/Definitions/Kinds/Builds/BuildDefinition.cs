// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Prerequisites;

namespace RootfulContainers.Definitions.Kinds.Builds;

/// <summary>One <c>NAME.build.toml</c>.</summary>
internal sealed class BuildDefinition(ContainerName name, string path, string fingerprint, SettingList settings)
    : Prerequisite(name, path, fingerprint, settings, UserUnits.Build(name), "Image")
{
    public Setting? File { get; set; }

    public Setting? IgnoreFile { get; set; }

    public Setting? Context { get; set; }

    public string? Tag { get; set; }

    /// <summary>More names of the image.</summary>
    public IEnumerable<string> Tags { get; set; } = [];

    public IReadOnlyList<SettingValue> Variables { get; set; } = [];

    public IEnumerable<string> Volumes { get; set; } = [];

    public override string Reference => Tag ?? $"localhost/{Name}";

    public override IEnumerable<string> MountedPaths =>
        ((string?[])[Context?.Text, File?.Text, .. Volumes.Select(v => v.Split(':')[0])])
            .OfType<string>()
            .Where(p => ValueChecks.UnitPath(p) is null);

    public override void Check(TomlTable table, Predicate<string> missing, Action<SourcePosition, string> report)
    {
        if (missing("context") && missing("file"))
        {
            report(table.Position, "a build needs 'context', for example context = \"/srv/shop\", or 'file'");
        }
        else if (File is { } file && !file.Text.StartsWith('/') && missing("context"))
        {
            report(file.Position, $"'file' must be an absolute path where there is no 'context', not '{file.Text}'");
        }

        foreach (var variable in Variables)
        {
            if (ContainerVariable.Check(variable.Name!, variable.Text) is { } reason)
            {
                report(variable.Position, $"'env.{variable.Name}': {reason}");
            }
            else if (!ContainerVariable.IsInherited(variable.Name!, variable.Text))
            {
                // There is no --env-file of podman build.
                report(
                    variable.Position,
                    $"'env.{variable.Name}' would mean something to podman itself; write ENV in the build's file"
                );
            }
        }
    }

    public override void Begin(CommandLine podman, UnitSection service)
    {
        podman.Add("build").Flag("tag", Reference);
        foreach (var tag in Tags)
        {
            podman.Flag("tag", tag);
        }

        if (FilePath is { } file)
        {
            podman.Flag("file", PodmanText.ListField(file));
        }

        if (IgnoreFilePath is { } ignored)
        {
            podman.Flag("ignorefile", ignored);
        }

        EnvironmentVariables.Add(service, podman, Variables);
    }

    /// <summary>A path as podman finds it wherever it runs; what is in an archive or at a URL it looks for there.</summary>
    private string InContext(string path) =>
        !path.StartsWith('/') && Context is { } context && context.Text.StartsWith('/')
            ? System.IO.Path.Join(context.Text, path)
            : path;

    /// <summary>What the file and the ignored ones are called wherever podman runs.</summary>
    public string? FilePath => File is { } file ? InContext(file.Text) : null;

    public string? IgnoreFilePath => IgnoreFile is { } ignored ? InContext(ignored.Text) : null;

    /// <summary>The directory, archive or URL.</summary>
    public string ContextPath => Context?.Text ?? System.IO.Path.GetDirectoryName(File!.Text) ?? "/"; // one of them, or the definition is broken

    public override void End(CommandLine podman) => podman.Add(ContextPath);
}
