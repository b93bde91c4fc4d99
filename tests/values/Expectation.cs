// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json;

namespace RootfulContainers.Tests.Values;

/// <summary>A property of a unit, as D-Bus has it.</summary>
internal sealed record UnitProperty(string Manager, string Unit, string Type, string Name)
{
    /// <summary>A line for the program in the host.</summary>
    public override string ToString() => $"{Manager} {Unit} {Type} {Name}";
}

/// <summary>What podman, the network helper and systemd must get of a definition; nothing here knows the generator.</summary>
internal sealed class Expectation
{
    // They also start what they name.
    private static readonly string[] ImplyAfter = ["Requires", "Requisite", "Wants", "BindsTo"];

    private readonly Definition _definition;
    private readonly string _name;

    public Expectation(Definition definition, string name)
    {
        (_definition, _name) = (definition, name);
        AddOwnFlags();
        foreach (var texts in definition.Keys)
        {
            Add(texts);
        }

        Tail.AddRange(definition.Texts("podman_args"));
        if (!definition.IsPod)
        {
            Tail.AddRange(definition.Has("rootfs") ? ["--rootfs", definition.Text("rootfs")] : [Image]);
            Tail.AddRange(definition.Texts("command"));
        }

        if (definition.Has("run_as") || definition.Has("group"))
        {
            var user = definition.Has("run_as") ? definition.Text("run_as") : Definition.DefaultUser;
            Create.Add("user", definition.Has("group") ? $"{user}:{definition.Text("group")}" : user);
        }

        AddDefaults();
        AddNetworks();
        foreach (
            var key in definition.Keys.Select(t => t.Key).Where(k => k.Controller is not null).OrderBy(k => k.Order)
        )
        {
            Helper.Add("limit", $"{key.Controller}:{key.Name}");
        }
    }

    /// <summary>What stands between podman and the subcommand.</summary>
    public List<string> Global { get; } = [];

    public FlagList Create { get; } = new();

    /// <summary>podman_args, the image and the command.</summary>
    public List<string> Tail { get; } = [];

    public List<Entry> Variables { get; } = [];

    /// <summary>What ExecReload= of the init unit runs, if anything.</summary>
    public List<string> Reload { get; } = [];

    public FlagList Helper { get; } = new();

    /// <summary>The text of a property, or what a list must have in it.</summary>
    public List<(UnitProperty Property, string[] Values)> Properties { get; } = [];

    private string Processes => _definition.IsPod ? "start" : "init";

    /// <summary>What creates it.</summary>
    public IReadOnlyList<string> Subcommand => _definition.IsPod ? ["pod", "create"] : ["create"];

    private string Image => _definition.Has("image") ? _definition.Text("image") : Definition.DefaultImage;

    private void AddOwnFlags()
    {
        var state = $"/run/rootful-containers/{_name}";
        var runtime = $"/run/user/1000/rootful-containers/{_name}";
        Create.AddRange(
            _definition.IsPod
                ?
                [
                    $"--network=ns:{state}/joined",
                    $"--pod-id-file={runtime}/cid",
                    $"--infra-name={_name}-infra",
                    $"--infra-conmon-pidfile={runtime}/conmon.pid",
                    "--exit-policy=continue",
                ]
                :
                [
                    "--network=none",
                    "--cgroups=split",
                    "--sdnotify=ignore",
                    "--log-driver=journald",
                    "--stop-timeout=10",
                    $"--cidfile={runtime}/cid",
                    $"--pidfile={runtime}/pid",
                    $"--conmon-pidfile={runtime}/conmon.pid",
                ]
        );
        Create
            .Add("name", _name)
            .AddRange([$"--volume={state}/resolv.conf:/etc/resolv.conf:ro", $"--volume={state}/hosts:/etc/hosts:ro"]);
        Helper.Add("--user=1000");
        if (_definition.IsPod)
        {
            Helper.AddRange(["--namespace-first", "--start"]);
        }
    }

    private void Add(KeyTexts texts)
    {
        var (place, name) = (texts.Key.Target.Place, texts.Key.Target.Name);
        var values = texts.Entries.Select(e => e.Name is null ? e.Text : $"{e.Name}={e.Text}").ToArray();
        switch (place)
        {
            case TargetPlace.CreateFlag:
                Create.AddRange(values.Select(v => $"--{name}={v}"));
                break;
            case TargetPlace.CreateListFlag:
                Create.AddRange(values.Select(v => $"--{name}={Csv(v)}"));
                break;
            case TargetPlace.SecurityOption:
                Create.Add($"--security-opt={name}{string.Join(':', values)}");
                break;
            case TargetPlace.GlobalFlag:
                Global.InsertRange(0, values.Select(v => $"--{name}={v}"));
                break;
            case TargetPlace.HelperFlag:
                Helper.AddRange(values.Select(v => $"{name}={v}"));
                break;
            case TargetPlace.NetworkUnit:
                Properties.Add((Network("Unit", name), [.. values.Where(IsPlainPath)]));
                break;
            case TargetPlace.ContainerDependency:
                Properties.Add((Container("Unit", name), values));
                if (ImplyAfter.Contains(name))
                {
                    Properties.Add((Container("Unit", "After"), values));
                }

                break;
            case TargetPlace.ProcessesService:
                Properties.Add(
                    (new UnitProperty("user", $"rootful-{Processes}@{_name}.service", "Service", name), values)
                );
                break;
            default:
                AddSpecial(texts);
                break;
        }

        if (texts.Key.Path == "hostname")
        {
            Helper.Add("hostname", values[0]);
        }
    }

    private void AddDefaults()
    {
        // podman tells nobody the default.
        if (_definition.IsPod && !_definition.Has("hostname"))
        {
            Helper.Add("hostname", _name);
        }
    }

    private void AddSpecial(KeyTexts texts)
    {
        switch (texts.Key.Path)
        {
            case "description":
                AddLine("Unit", "Description", texts.Entries[0].Text);
                break;
            case "documentation":
                Properties.Add((Container("Unit", "Documentation"), [.. texts.Texts]));
                break;
            case "autostart":
                foreach (var target in texts.Texts)
                {
                    var wants = new UnitProperty("system", target, "Unit", "Wants");
                    Properties.Add((wants, [$"rootful-container@{_name}.service"]));
                }

                break;
            case "systemd.unit" or "systemd.service":
                // Specifiers are the administrator's own there.
                var line = texts.Entries[0].Text.Replace("%%", "%", StringComparison.Ordinal);
                AddLine(
                    texts.Key.Target.Place == TargetPlace.ContainerUnit ? "Unit" : "Service",
                    texts.Entries[0].Name!,
                    line
                );
                break;
            case "env":
                Variables.AddRange(texts.Entries);
                break;
            case "entrypoint":
                Create.Add("entrypoint", JsonSerializer.Serialize(texts.Texts));
                break;
            case "health.command":
                Create.Add("health-cmd", JsonSerializer.Serialize(texts.Texts));
                break;
            case "health.startup.command":
                Create.Add("health-startup-cmd", JsonSerializer.Serialize(texts.Texts));
                break;
            case "reload_command":
                Reload.AddRange(["exec", _name, .. texts.Texts]);
                break;
            case "reload_signal":
                Reload.AddRange(["kill", $"--signal={texts.Entries[0].Text}", _name]);
                break;
            case "global_args":
                Global.AddRange(texts.Texts);
                break;
            case "image" or "rootfs" or "command" or "run_as" or "group" or "podman_args" or "networks":
                break; // seen to where the words around them are
            default:
                throw new NotSupportedException($"'{texts.Key}': say here where its values must arrive");
        }
    }

    // systemd strips every line, and nothing is then no setting.
    private void AddLine(string type, string name, string line)
    {
        var text = line.Trim(' ', '\t', '\n', '\r');
        Properties.Add((Container(type, name), text.Length == 0 ? [] : [text]));
    }

    private void AddNetworks()
    {
        foreach (var attachment in _definition.Attachments)
        {
            var options = attachment.Skip(1).SelectMany(Options).ToArray();
            var name = attachment[0].Entries[0].Text;
            Helper.Add("network", options.Length == 0 ? name : $"{name}:{string.Join(',', options)}");
        }

        if (_definition.Attachments.Count == 0)
        {
            string[] names = _definition.Has("networks")
                ? [.. _definition.Texts("networks")]
                : [Definition.DefaultNetwork(_name)];
            Helper.AddRange(names.Select(n => $"--network={n}"));
        }
    }

    private static IEnumerable<string> Options(KeyTexts texts) =>
        texts.Key.Path switch
        {
            "ipv4" => [$"ip={texts.Entries[0].Text}"],
            "ipv6" => [$"ip6={texts.Entries[0].Text}"],
            "mac" => [$"mac={texts.Entries[0].Text}"],
            "interface" => [$"interface_name={texts.Entries[0].Text}"],
            "aliases" => texts.Texts.Select(t => $"alias={t}"),
            "options" => texts.Entries.Select(e => $"{e.Name}={e.Text}"),
            _ => throw new NotSupportedException(
                $"'{texts.Key}' of [[network]]: say here where its values must arrive"
            ),
        };

    private UnitProperty Container(string type, string name) =>
        new("system", $"rootful-container@{_name}.service", type, name);

    private UnitProperty Network(string type, string name) =>
        new("system", $"rootful-network@{_name}.service", type, name);

    // systemd simplifies paths, and leaves out what no path can be.
    private static bool IsPlainPath(string path) =>
        !path.EndsWith('/')
        && path.Split('/')
            .Skip(1)
            .All(part => part is not ("" or "." or "..") && System.Text.Encoding.UTF8.GetByteCount(part) < 256);

    /// <summary>A field of a list that podman takes apart at commas.</summary>
    public static string Csv(string text) =>
        text.IndexOfAny([',', '"', '\r', '\n']) < 0
            ? text
            : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
