// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Prerequisites;
using RootfulContainers.Rootfulctl.Export.Yaml;

namespace RootfulContainers.Rootfulctl.Export.Ansible;

/// <summary>A playbook that makes another machine have the same containers: nothing of a definition is lost.</summary>
internal static class Playbook
{
    private const string ReadAgain = "Have systemd read the definitions";
    private const int LongestLine = 160;

    // Of volumes, images and builds, what names files beside those that they are made from.
    private static readonly string[] FileKeys = ["authfile", "cert_dir", "decryption_key", "secrets", "ignore_file"];

    public static IReadOnlyList<ExportedFile> Files(ExportedDefinitions definitions) =>
        [new("playbook.yml", Text(definitions))];

    public static string Text(ExportedDefinitions definitions)
    {
        var names = definitions
            .Containers.Select(c => c.Name.ToString())
            .Concat(definitions.Prerequisites.Select(ExportedDefinitions.FileName));
        var tasks = new YamlList([
            .. Users(definitions).Select(User),
            .. definitions.Networks.Where(n => definitions.FindNetwork(n) is null).Select(Network),
            .. Directories(definitions.Files).Select(Directory),
            .. definitions.Files.Select(f => File(f, definitions)),
            // Before anything is started.
            Task("Apply what was changed", "meta", (YamlNode)"flush_handlers"),
            .. Started(definitions).Select(s => Unit($"Start {s.Container}", s.Unit, "started")),
        ]);
        YamlNode play = new YamlMap()
            .Add("name", $"Containers {string.Join(", ", names)}")
            .Add("hosts", "all")
            .Add("become", true)
            .Add("tasks", tasks)
            .Add(
                "handlers",
                // They run in this order, whatever notifies them.
                new YamlList([
                    Task(ReadAgain, "systemd_service", new YamlMap().Add("daemon_reload", true)),
                    .. Started(definitions).Select(s => Unit(Restart(s.Container), s.Unit, "restarted")),
                ])
            );
        var text = new StringBuilder("---\n");
        LossList.Comment(
            text,
            "Installs definitions on hosts that have rootful-containers; 'rootfulctl export --ansible' made it."
        );
        foreach (
            var need in definitions
                .Containers.SelectMany(Needs)
                .Concat(definitions.Prerequisites.SelectMany(Needs))
                .Distinct(StringComparer.Ordinal)
        )
        {
            LossList.Comment(text, need);
        }

        var body = YamlWriter.Write(new YamlList(play));
        if (body.Split('\n').Any(l => l.Length > LongestLine))
        {
            text.Append("# yamllint disable rule:line-length\n");
        }

        return text.Append(body).ToString();
    }

    /// <summary>What the containers use and a definition does not hold.</summary>
    private static IEnumerable<string> Needs(ContainerDefinition definition)
    {
        var user = definition.User!.Text;
        foreach (var secret in definition.Settings.Texts("secrets"))
        {
            yield return $"Needs beforehand: podman secret {secret.Split(',')[0]} of user {user}";
        }

        foreach (var volume in definition.Volumes.Where(v => v.StartsWith('/') && v.Contains(':')))
        {
            yield return $"Needs beforehand: {volume.Split(':')[0]}, for container {definition.Name}";
        }

        // With a dash in front it need not be there.
        foreach (var file in definition.VariableFiles.Where(f => !f.StartsWith('-')))
        {
            yield return $"Needs beforehand: {file}, for container {definition.Name}";
        }
    }

    private static IEnumerable<string> Needs(Prerequisite definition) =>
        definition
            .MountedPaths.Concat(FileKeys.SelectMany(definition.Settings.Texts))
            .Select(path => $"Needs beforehand: {path}, for {ExportedDefinitions.FileName(definition)}");

    private static IEnumerable<string> Users(ExportedDefinitions definitions) =>
        definitions
            .Prerequisites.Select(p => p.User!)
            .Concat(definitions.Containers.Select(c => c.User!))
            .Select(u => definitions.NameUser(u.Text))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);

    /// <summary>A job runs when it is asked for, and what has a timer when its time has come.</summary>
    private static IEnumerable<(string Container, string Unit)> Started(ExportedDefinitions definitions) =>
        definitions
            .Containers.Where(c => c.HasTimer || (!c.IsJob && c.StartsWithPod))
            .Select(c => (c.Name.ToString(), c.HasTimer ? SystemUnits.Timer(c.Name) : SystemUnits.Container(c.Name)));

    private static YamlMap User(string user)
    {
        var result = "account";
        return Task(
                $"Make the account {user} fit for containers",
                "command",
                new YamlMap().Add("argv", YamlList.Of(["rootfulctl", "user", "add", user]))
            )
            .Add("register", result)
            .Add("changed_when", $"'nothing is missing' not in {result}.stderr");
    }

    private static YamlMap Network(string network) =>
        Task(
                $"Look for network {network}, which has no definition",
                "command",
                new YamlMap().Add("argv", YamlList.Of(["podman", "network", "exists", network]))
            )
            .Add("changed_when", false);

    private static IEnumerable<string> Directories(IReadOnlyList<PlaybookFile> files) =>
        files
            .Select(f => Path.GetDirectoryName($"{DefinitionPaths.Admin}/{f.Path}")!)
            .Prepend(DefinitionPaths.Admin)
            .Distinct(StringComparer.Ordinal);

    private static YamlMap Directory(string path) =>
        Task(
            $"Make {path}",
            "file",
            new YamlMap()
                .Add("path", path)
                .Add("state", "directory")
                .Add("owner", "root")
                .Add("group", "root")
                .Add("mode", "0755")
        );

    private static YamlMap Installation(PlaybookFile file)
    {
        var path = $"{DefinitionPaths.Admin}/{file.Path}";
        return file.Target is { } target
            ? Task(
                $"Link {file.Path} to {target}",
                "file",
                new YamlMap().Add("path", path).Add("src", target).Add("state", "link")
            )
            : Task(
                $"Install {file.Path}",
                "copy",
                new YamlMap()
                    .Add("dest", path)
                    .Add("content", Content(file.Text))
                    .Add("owner", "root")
                    .Add("group", file.Group)
                    .Add("mode", file.Mode)
            );
    }

    private static YamlMap File(PlaybookFile file, ExportedDefinitions definitions) =>
        Installation(file)
            .Add(
                "notify",
                YamlList.Of([
                    ReadAgain,
                    .. Started(definitions)
                        .Where(s => file.Containers.Contains(s.Container, StringComparer.Ordinal))
                        .Select(s => Restart(s.Container)),
                ])
            );

    /// <summary>Ansible would take these for its own.</summary>
    private static YamlText Content(string text) =>
        new(
            text,
            text.Contains("{{", StringComparison.Ordinal)
            || text.Contains("{%", StringComparison.Ordinal)
            || text.Contains("{#", StringComparison.Ordinal)
                ? "!unsafe"
                : null
        );

    private static YamlMap Unit(string task, string unit, string state) =>
        Task(task, "systemd_service", new YamlMap().Add("name", unit).Add("state", state));

    private static string Restart(string container) => $"Restart {container}";

    private static YamlMap Task(string name, string module, YamlNode arguments) =>
        new YamlMap().Add("name", name).Add($"ansible.builtin.{module}", arguments);
}
