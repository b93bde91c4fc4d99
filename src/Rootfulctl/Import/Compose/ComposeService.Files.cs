// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Rootfulctl.Import.Foreign;

namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>What of a service is files, devices, volumes, secrets and ports.</summary>
internal sealed partial class ComposeService
{
    private static readonly string[] OfTmpfs = ["size", "mode"];
    private static readonly string[] OfStored = ["uid", "gid", "mode"];
    private static readonly string[] OfUse = ["source", "target", .. OfStored];
    private static readonly string[] OfSource = ["file", "environment", "content", "external", "name"];

    private void TakeVariableFile(ComposeNode item)
    {
        var (path, isOptional) = item is ComposeMap map
            ? (Text(map["path"]), map["required"] is { } required && !IsTrue(Text(required)))
            : (Text(item), false);
        ContainerValues.Path("env_files")(definition, (isOptional ? "-" : "") + FileSource(path));
        switch (Text((item as ComposeMap)?["format"]))
        {
            case "raw":
                Draft.Imply("podman reads it so in any case");
                break;
            case { Length: > 0 } format:
                Draft.Lose($"podman has no format {format}");
                break;
            default:
                RemarkVariableFile(definition.FullPath(path));
                break;
        }
    }

    /// <summary>podman takes what stands behind '=' as it stands.</summary>
    private void RemarkVariableFile(string path)
    {
        const string Verbatim = "podman takes values as they stand";
        if (project.File(path) is not { } file)
        {
            Draft.Remark(
                $"{path} was not read: {Verbatim}, with quotes, comments and variables that compose takes out of them"
            );
            return;
        }

        var lines = file.Text.Split('\n').Select(l => l.TrimEnd('\r')).ToList();
        var different = VariableFile
            .Read(file.Text, project.Variables, project.Limit)
            .Where(v => v.Value is not null && lines[v.Line - 1].TrimStart() != $"{v.Name}={v.Value}")
            .Select(v => v.Line.ToString(CultureInfo.InvariantCulture))
            .ToList();
        if (different.Count > 0)
        {
            Draft.Remark(
                $"{Verbatim}: those of {path} in line{(different.Count == 1 ? "" : "s")} {string.Join(", ", different)} mean something else to compose"
            );
        }
    }

    private string Device(ComposeMap map)
    {
        var (source, target, permissions) = (Text(map["source"]), Text(map["target"]), Text(map["permissions"]));
        target = target.Length > 0 || permissions.Length == 0 ? target : source;
        return string.Join(':', new[] { source, target, permissions }.Where(p => p.Length > 0));
    }

    /// <summary>Says of the parts of something what is not in the definition.</summary>
    /// <param name="said">Those that mean nothing to podman, and why.</param>
    private void LoseOthers(ComposeMap? map, string[] known, params (string Name, string Reason)[] said)
    {
        foreach (
            var part in (map?.Entries ?? []).Where(p =>
                !known.Contains(p.Name, StringComparer.Ordinal) && !p.Name.StartsWith("x-", StringComparison.Ordinal)
            )
        )
        {
            var reason = said.FirstOrDefault(s => s.Name == part.Name).Reason ?? "there is no such thing here";
            Draft.Lose($"{part.Name}: {reason}");
        }
    }

    private string Port(ComposeMap map)
    {
        LoseOthers(
            map,
            ["host_ip", "published", "protocol", "target"],
            ("mode", "it is for a swarm of machines"),
            ("name", "a port has no name"),
            ("app_protocol", "podman does not look into what goes through a port")
        );
        var (address, published, protocol) = (Text(map["host_ip"]), Text(map["published"]), Text(map["protocol"]));
        address =
            address.Contains(':', StringComparison.Ordinal) && !address.StartsWith('[') ? $"[{address}]" : address;
        return (address.Length > 0 ? address + ":" : "")
            + (published.Length > 0 || address.Length > 0 ? published + ":" : "")
            + Text(map["target"])
            + (protocol.Length > 0 ? "/" + protocol : "");
    }

    /// <summary>Whether it is of a volume that nobody knows the name of, which is said: another one would be empty.</summary>
    private bool IsNameless(ComposeNode item)
    {
        var source = item is ComposeMap map ? Text(map["source"] ?? map["src"]) : Text(item).Split(':')[0];
        if (project.UnknownIn(source) is not { } variable)
        {
            return false;
        }

        Draft.Lose($"${variable} in the name of volume {source} has no value in .env; write out what it stands for");
        return true;
    }

    private void TakeVolume(ComposeNode item)
    {
        if (item is ComposeMap map)
        {
            TakeLongVolume(map);
            return;
        }

        var text = Text(item);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var source = colon < 0 ? "" : text[..colon];
        // What was not declared is the project's, as compose would have refused it.
        Apply("Volume", project.Volume(source) is { } volume ? volume + text[colon..] : text);
    }

    private void TakeLongVolume(ComposeMap map)
    {
        var (type, source, target) = (
            Text(map["type"]),
            Text(map["source"] ?? map["src"]),
            Text(map["target"] ?? map["dst"] ?? map["destination"])
        );
        LoseOthers(
            map,
            ["type", "source", "src", "target", "dst", "destination", "read_only", "bind", "volume", "tmpfs", "image"],
            ("consistency", "it is for Docker on other systems")
        );
        LoseOthers(
            map["bind"] as ComposeMap,
            IsTrue(Text((map["bind"] as ComposeMap)?["create_host_path"]))
                ? ["selinux", "propagation"]
                : ["selinux", "propagation", "create_host_path"],
            ("create_host_path", "what is not there is not made"),
            ("recursive", "what is mounted below it is mounted as well")
        );
        LoseOthers(
            map["volume"] as ComposeMap,
            ["subpath", "nocopy"],
            ("labels", "they belong into the definition of the volume")
        );
        LoseOthers(map["tmpfs"] as ComposeMap, OfTmpfs);
        LoseOthers(map["image"] as ComposeMap, ["subpath"]);
        var options = new List<string>();
        if (IsTrue(Text(map["read_only"])))
        {
            options.Add("ro");
        }

        if (type == "tmpfs")
        {
            var tmpfs = map["tmpfs"] as ComposeMap;
            options.AddRange(
                OfTmpfs
                    .Where(o => tmpfs?[o] is not null)
                    .Select(o => $"{o}={(o == "mode" ? Mode(Text(tmpfs![o])) : Text(tmpfs![o]))}")
            );
            Draft.Write("tmpfs", options.Count > 0 ? $"{target}:{string.Join(',', options)}" : target);
            return;
        }

        if (type is not ("bind" or "volume" or "" or "image"))
        {
            Draft.Lose($"type {type} is none of podman's here");
            return;
        }

        if (type == "image" || (map["volume"] as ComposeMap)?["subpath"] is not null)
        {
            Draft.Comment(definition.Names.TakeNotes(project.Volume(source) ?? source));
            var subpath = Text((map["volume"] as ComposeMap)?["subpath"] ?? (map["image"] as ComposeMap)?["subpath"]);
            Draft.Write(
                "mounts",
                $"type={type},source={project.Volume(source) ?? source},destination={target}{(subpath.Length > 0 ? $",subpath={subpath}" : "")}{(options.Count > 0 ? ",ro=true" : "")}"
            );
            return;
        }

        if (Text((map["bind"] as ComposeMap)?["selinux"]) is { Length: > 0 } selinux)
        {
            options.Add(selinux);
        }

        if (Text((map["bind"] as ComposeMap)?["propagation"]) is { Length: > 0 } propagation)
        {
            options.Add(propagation);
        }

        if (IsTrue(Text((map["volume"] as ComposeMap)?["nocopy"])))
        {
            options.Add("nocopy");
        }

        // Only a short one has to say that it is a path.
        source = type == "bind" ? FileSource(source) : project.Volume(source) ?? source;
        var text = source.Length == 0 ? target : $"{source}:{target}";
        Apply("Volume", options.Count > 0 ? $"{text}:{string.Join(',', options)}" : text);
    }

    // YAML's numbers, 0o755 or 493, are not how a mount has them.
    private static string Mode(string text) =>
        text.StartsWith("0o", StringComparison.Ordinal) ? text[2..]
        : text.StartsWith('0') || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? text
        : Convert.ToString(number, 8);

    private void TakeSecret(ComposeNode item)
    {
        var map = item as ComposeMap;
        var source = Text(map?["source"] ?? item);
        var from = project.Secret(source);
        if (project.IsUnknown(Draft, from?["name"]) || project.IsUnknown(Draft, from?["file"]))
        {
            return;
        }

        LoseOthersOfStored(map, from);
        var stored = project.StoredName(source, from);
        // podman's is called as it is stored, unless it is said.
        WriteSecret(stored, map, stored == source ? null : source, null);
        Draft.Remark(
            from?["file"] is { } file
                ? $"'podman secret create {stored} {definition.FullPath(Text(file))}' as {definition.Owner.Name}, before the first start"
            : from?["environment"] is { } variable ? FromVariable(stored, variable)
            : $"a podman secret of {definition.Owner.Name}"
        );
    }

    private void TakeConfig(ComposeNode item)
    {
        var map = item as ComposeMap;
        var source = Text(map?["source"] ?? item);
        var target = map?["target"] is { } given ? Text(given) : "/" + source;
        var from = project.Config(source);
        LoseOthersOfStored(map, from);
        var stored = project.StoredName(source, from);
        if (from?["file"] is { } file)
        {
            if (!project.IsUnknown(Draft, file))
            {
                Apply("Volume", $"{FileSource(Text(file))}:{target}:ro");
                foreach (var part in (map?.Entries ?? []).Where(p => OfStored.Contains(p.Name, StringComparer.Ordinal)))
                {
                    Draft.Imply($"{part.Name}: compose mounts the file as it is as well");
                }
            }
        }
        else if (from?["content"] is { } content)
        {
            // A file of the user's own that podman keeps, as there is none on the host.
            WriteSecret(stored, map, target, "0444");
            var variables = (content as ComposeScalar)?.Text.Contains('$', StringComparison.Ordinal) == true;
            Draft.Remark(
                $"'podman secret create {stored} -' as {definition.Owner.Name} with what stands at line {content.Line}{(variables ? ", its variables replaced and each $$ a $" : "")}, before the first start"
            );
        }
        else if (from?["environment"] is { } variable)
        {
            WriteSecret(stored, map, target, "0444");
            Draft.Remark(FromVariable(stored, variable));
        }
        else
        {
            Draft.Lose($"{source} has neither file nor content; write a file and mount it");
        }
    }

    private void LoseOthersOfStored(ComposeMap? map, ComposeMap? from)
    {
        const string ByCommand = "podman secret create";
        LoseOthers(map, OfUse);
        LoseOthers(
            from,
            OfSource,
            ("labels", $"'{ByCommand}' takes them as --label"),
            ("driver", $"'{ByCommand}' takes it as --driver"),
            ("driver_opts", $"'{ByCommand}' takes them as --driver-opts"),
            ("template_driver", "podman fills nothing in")
        );
    }

    private string FromVariable(string stored, ComposeNode variable) =>
        $"'podman secret create --env {stored} {Text(variable)}' as {definition.Owner.Name}, before the first start";

    /// <param name="target">Where it is unless the service says so; null for where podman has it.</param>
    /// <param name="mode">The same of its mode.</param>
    private void WriteSecret(string stored, ComposeMap? map, string? target, string? mode)
    {
        var words = new List<string> { stored };
        if ((map?["target"] is { } given ? Text(given) : target) is { } place)
        {
            words.Add($"target={place}");
        }

        words.AddRange(
            OfStored
                .Where(o => map?[o] is not null)
                .Select(o => $"{o}={(o == "mode" ? "0" + Mode(Text(map![o])).TrimStart('0') : Text(map![o]))}")
        );
        if (mode is not null && map?["mode"] is null)
        {
            words.Add($"mode={mode}");
        }

        Draft.Write("secrets", string.Join(',', words));
    }

    private static string FileSource(string path) =>
        path.Length == 0 || path.StartsWith('/') || path.StartsWith('~') || path.StartsWith('.') ? path : $"./{path}";
}
