// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json;
using System.Text.Json.Nodes;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Values of a container, or of what has the same keys, that are not written as they are.</summary>
internal static class ContainerValues
{
    /// <summary>A path that may be relative, or begin with the user's home.</summary>
    public static Action<ImportedDefinition, string> Path(string path) =>
        (d, value) =>
        {
            var optional = value.StartsWith('-') ? "-" : "";
            var file = value[optional.Length..];
            d.Write(path, file == "unconfined" ? file : optional + d.HostPath(file));
        };

    /// <summary>Several values with commas between them, as podman's flags take them.</summary>
    public static Action<ImportedDefinition, string> List(string path) =>
        (d, value) =>
        {
            foreach (var item in ListText.Fields(value).Select(i => i.Trim()).Where(i => i.Length > 0))
            {
                d.Write(path, item);
            }
        };

    /// <summary>The same with commas that nothing can quote, and space that counts.</summary>
    public static void MountOptions(ImportedDefinition d, string value)
    {
        foreach (var option in value.Split(','))
        {
            MountOption(d, option);
        }
    }

    public static void MountOption(ImportedDefinition d, string option)
    {
        if (Passwords.IsOption(option))
        {
            d.Draft.Lose("a password is not written into a definition: a mount of the host's takes it from a file");
        }
        else
        {
            d.Write("options", option);
        }
    }

    public static void DecryptionKey(ImportedDefinition d, string value)
    {
        if (Passwords.IsInKey(value))
        {
            d.Draft.Lose(Passwords.OfKey);
        }
        else
        {
            d.Write("decryption_key", value);
        }
    }

    /// <summary>A namespace, which may be another container's: that has to be there first.</summary>
    public static void Namespace(ImportedDefinition d, string flag, string value)
    {
        const string Of = "container:";
        if (!value.StartsWith(Of, StringComparison.Ordinal) || d.Names.Container(value[Of.Length..]) is not { } other)
        {
            d.Write("podman_args", $"--{flag}={value}");
            return;
        }

        d.Write("podman_args", $"--{flag}={Of}{other}");
        if (!d.Draft.Items("depends.requires").Contains(TomlText.Quoted(other), StringComparer.Ordinal))
        {
            d.Write("depends.requires", other);
        }
    }

    public static Action<ImportedDefinition, string> Paths(string path) =>
        (d, value) =>
        {
            foreach (var item in value.Split(':', StringSplitOptions.RemoveEmptyEntries))
            {
                d.Write(path, item);
            }
        };

    public static void NoUserNamespace(ImportedDefinition d, string value) =>
        d.Draft.Lose("a pod has no user namespace of its own: it could not join a network of root's");

    /// <summary>A duration as podman has it, which may be of parts of a second.</summary>
    public static Action<ImportedDefinition, string> Time(string path) =>
        (d, value) =>
        {
            if (value == "disable")
            {
                d.Draft.Lose("a check that nobody runs is left out; without [health] there is none");
            }
            else
            {
                d.Write(path, value);
            }
        };

    public static void Name(ImportedDefinition d, string value)
    {
        if (value != d.Draft.Name)
        {
            d.Draft.Remark($"it is called '{d.Draft.Name}' here");
        }
    }

    public static void Image(ImportedDefinition d, string value)
    {
        if (
            ForeignWords.TryCut(value, out _, out var kind)
            && kind is ".build" or ".image"
            && !value.Contains('/', StringComparison.Ordinal)
        )
        {
            var name = d.Names.OfFile(value);
            if (name is null)
            {
                d.Draft.Remark($"{value} is not among what was imported");
            }

            // Who names it waits for it.
            value = (name ?? value[..^kind.Length]) + kind;
            d.Image = value;
            d.Draft.Put("image", TomlText.Quoted(value));
            return;
        }

        d.Image = value;
        d.Write("image", value);
    }

    /// <summary>As Docker reads it: what names no registry is of its own.</summary>
    public static string OfDocker(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? $"docker.io/library/{image}"
            : image[..slash] == "localhost" || image.AsSpan(0, slash).ContainsAny('.', ':') ? image
            : $"docker.io/{image}";
    }

    public static void User(ImportedDefinition d, string value)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        d.Write("run_as", colon < 0 ? value : value[..colon]);
        if (colon >= 0)
        {
            d.Write("group", value[(colon + 1)..]);
        }
    }

    public static void Group(ImportedDefinition d, string value) =>
        d.Later(() =>
        {
            if (d.Draft.Has("run_as"))
            {
                d.Write("group", value);
            }
            else
            {
                d.Draft.Lose("a group needs a user, run_as");
            }
        });

    public static void Environment(ImportedDefinition d, string value)
    {
        if (value.Contains('=', StringComparison.Ordinal))
        {
            d.Write("env", value);
        }
        else
        {
            d.Draft.Lose($"the value of {value} would be that of whoever starts it; write it, or see env_host");
        }
    }

    public static void AddHost(ImportedDefinition d, string value)
    {
        // HOST=ADDRESS is compose's, and several hosts podman's.
        var at = value.IndexOfAny([':', '=']);
        var hosts = at < 0 ? [value] : value[..at].Split(';');
        foreach (var host in hosts)
        {
            d.Write("add_hosts", at < 0 ? host : $"{host}:{value[(at + 1)..]}");
        }
    }

    public static void Volume(ImportedDefinition d, string value)
    {
        var parts = value.Split(':');
        if (parts.Length == 1)
        {
            d.Write("volumes", value);
            return;
        }

        parts[0] = Source(d, parts[0]);
        if (parts.Length == 3)
        {
            // What Docker needs elsewhere.
            var options = parts[2].Split(',');
            var kept = options.Where(o => o is not ("cached" or "delegated" or "consistent")).ToArray();
            parts = kept.Length == 0 ? parts[..2] : [.. parts[..2], string.Join(',', kept)];
            if (kept.Any(o => o.StartsWith("idmap", StringComparison.Ordinal)))
            {
                d.Draft.Remark("idmap is not possible for a user on most file systems");
            }
        }

        d.Write("volumes", string.Join(':', parts));
    }

    /// <summary>Where a volume comes from: a path of the host, or a volume of the user by the name that it has.</summary>
    private static string Source(ImportedDefinition d, string source)
    {
        if (source.EndsWith(".volume", StringComparison.Ordinal) && !source.Contains('/', StringComparison.Ordinal))
        {
            if (d.Names.OfFile(source) is { } known)
            {
                d.Draft.Comment(d.Names.TakeNotes(known));
                return known;
            }

            var name = $"systemd-{source[..^".volume".Length]}";
            d.Draft.Remark($"{source} is not among what was imported; its volume is taken to be '{name}'");
            return name;
        }

        if (source.StartsWith('.') || source.StartsWith('/') || source.StartsWith('~'))
        {
            return d.HostPath(source);
        }

        d.Draft.Comment(d.Names.TakeNotes(source));
        return source;
    }

    public static void Mount(ImportedDefinition d, string value)
    {
        var options = new List<string>();
        foreach (var option in value.Split(','))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            var (name, text) = equals < 0 ? (option, "") : (option[..equals], option[(equals + 1)..]);
            if (name is "source" or "src")
            {
                if (
                    ForeignWords.TryCut(text, out _, out var kind)
                    && kind is ".build" or ".image"
                    && d.Names.OfFile(text) is { } image
                )
                {
                    options.Add($"{name}={image}{kind}");
                    continue;
                }

                if (
                    text.EndsWith(".artifact", StringComparison.Ordinal)
                    && !text.Contains('/', StringComparison.Ordinal)
                )
                {
                    d.Draft.Lose($"{text} is a file of Quadlet's; mount what it names, after 'podman artifact pull'");
                    return;
                }

                text = Source(d, text);
                text = text.StartsWith('~') ? d.FullPath(text) : text;
                options.Add($"{name}={text}");
            }
            else
            {
                options.Add(option);
            }
        }

        d.Write("mounts", string.Join(',', options));
    }

    public static void Device(ImportedDefinition d, string value) =>
        d.Write("device", value.StartsWith('.') || value.StartsWith('~') ? d.FullPath(value) : value);

    public static void Entrypoint(ImportedDefinition d, string value)
    {
        foreach (var word in Words(value) ?? [value])
        {
            d.Write("entrypoint", word);
        }
    }

    /// <summary>Commands in podman's spellings: JSON, or text that a shell runs.</summary>
    public static void HealthCommand(ImportedDefinition d, string path, string value)
    {
        var first = value.Split(' ')[0];
        var words =
            Words(value)
            ?? (
                first == "CMD" ? value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                : first == "CMD-SHELL" ? [first, value[first.Length..].Trim()]
                : [value]
            );
        HealthWords(d, path, words);
    }

    public static void HealthWords(ImportedDefinition d, string path, IReadOnlyList<string> words)
    {
        // One word alone is for a shell.
        words = words is ["CMD", _, _, ..] or ["CMD-SHELL", ..] ? [.. words.Skip(1)] : words;
        if (words is ["none" or "NONE"] or [])
        {
            d.Write("podman_args", "--no-healthcheck");
            return;
        }

        foreach (var word in words)
        {
            d.Write(path, word);
        }
    }

    public static void HealthAction(ImportedDefinition d, string value)
    {
        if (value == "restart")
        {
            d.Write("health.on_failure", "kill");
            d.Draft.Remark("systemd restarts it: \"kill\" and service.restart");
            d.Later(() =>
            {
                if (!d.Draft.Has("service.restart"))
                {
                    d.Write("service.restart", "on-failure");
                }
            });
            return;
        }

        d.Write("health.on_failure", value);
    }

    public static void StartupRetries(ImportedDefinition d, string value)
    {
        if (value == "0")
        {
            d.Write("health.startup.retries", value);
        }
        else
        {
            d.Draft.Lose("podman would restart the container; service.timeout_start ends what never gets ready");
        }
    }

    public static void Notify(ImportedDefinition d, string value)
    {
        var notify = DefinitionKeys.Truth(value) switch
        {
            true => "container",
            false => "conmon",
            null => value,
        };
        if (notify is "conmon" or "ignore")
        {
            d.Draft.Imply("it counts as started when its process runs");
        }
        else
        {
            d.Write("notify", notify);
        }
    }

    public static void Label(ImportedDefinition d, string value)
    {
        const string Update = "io.containers.autoupdate=";
        if (value.StartsWith(Update, StringComparison.Ordinal))
        {
            // podman would look for the unit that the container was created by.
            AutoUpdate(d, value[Update.Length..]);
        }
        else
        {
            d.Write("labels", value);
        }
    }

    public static void AutoUpdate(ImportedDefinition d, string value)
    {
        if (value is "disabled" or "")
        {
            d.Draft.Imply("there is none");
            return;
        }

        d.Later(() =>
        {
            var slash = d.Image?.IndexOf('/', StringComparison.Ordinal) ?? -1;
            var isDefined = d.Image is { } image && DefinedImage.IsMeant(image);
            if (
                value != "local"
                && !isDefined
                && (slash <= 0 || !d.Image![..slash].Contains('.', StringComparison.Ordinal))
            )
            {
                d.Draft.Lose($"it needs an image with its registry, not '{d.Image}'");
            }
            else
            {
                d.Write("auto_update", value == "image" ? "registry" : value);
            }
        });
    }

    public static void Cgroups(ImportedDefinition d, string value)
    {
        if (value is "split" or "enabled" or "no-conmon" or "")
        {
            d.Draft.Imply("the unit holds the container's processes");
        }
        else
        {
            d.Draft.Lose("the unit holds the container's processes");
        }
    }

    public static void Pod(ImportedDefinition d, string value)
    {
        var name = value.EndsWith(".pod", StringComparison.Ordinal) ? d.Names.OfFile(value) : null;
        if (name is null)
        {
            name = d.NameOf(
                value.Replace(".pod", "", StringComparison.Ordinal).Replace("new:", "", StringComparison.Ordinal)
            );
            d.Draft.Remark($"the pod is not among what was imported; it is taken to be '{name}'");
        }

        d.HasPod = d.Write("pod", name);
    }

    public static void StartWithPod(ImportedDefinition d, string value)
    {
        if (DefinitionKeys.Truth(value) == true)
        {
            d.Draft.Imply("the default");
        }
        else
        {
            d.Write("start_with_pod", value);
        }
    }

    public static void VolatileTmp(ImportedDefinition d, string value)
    {
        if (DefinitionKeys.Truth(value) == true)
        {
            d.Write("tmpfs", "/tmp:rw,size=512M,mode=1777");
        }
        else
        {
            d.Draft.Imply("there is none");
        }
    }

    public static void RemapUsers(ImportedDefinition d, string value)
    {
        if (value is "keep-id" or "auto")
        {
            d.Write("userns.mode", value);
        }
        else
        {
            d.Draft.Imply("the maps stand in [userns]");
        }
    }

    public static void UserNamespace(ImportedDefinition d, string value)
    {
        if (value is "host" or "")
        {
            d.Draft.Imply("podman's own is the user's");
        }
        else
        {
            d.Write("userns.mode", value);
        }
    }

    public static void Pull(ImportedDefinition d, string value)
    {
        // Compose's words, and podman's for a flag without a value.
        var policy = value switch
        {
            "if_not_present" or "false" => "missing",
            "true" => "always",
            "daily" or "weekly" => "newer",
            _ => value.StartsWith("every_", StringComparison.Ordinal) ? "newer" : value,
        };
        if (policy == "build")
        {
            d.Draft.Imply("the definition of the build says so");
            return;
        }

        d.Write("pull.policy", policy);
    }

    /// <summary>podman's and compose's restart, not systemd's.</summary>
    public static void Restart(ImportedDefinition d, string value)
    {
        var policy = value.Split(':')[0];
        d.Write("service.restart", policy == "unless-stopped" ? "always" : policy);
        if (value.Contains(':', StringComparison.Ordinal))
        {
            d.Draft.Remark(
                $"that it is tried {value[(policy.Length + 1)..]} times only is said by service.start_limit_burst and start_limit_interval"
            );
        }
        else if (policy == "unless-stopped")
        {
            d.Draft.Imply("what is stopped stays stopped; see autostart for the next boot");
        }
    }

    /// <summary>Containers that must be there.</summary>
    public static void Requires(ImportedDefinition d, string value)
    {
        foreach (var name in value.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            d.Write("depends.requires", d.NameOfContainer(name));
        }
    }

    public static void SecurityOption(ImportedDefinition d, string value)
    {
        var at = value.IndexOfAny(['=', ':']);
        var (name, text) = at < 0 ? (value, "") : (value[..at], value[(at + 1)..]);
        switch (name)
        {
            case "no-new-privileges":
                d.Write("security.no_new_privileges", text.Length == 0 ? "true" : text);
                break;
            case "seccomp":
                d.Write("security.seccomp", text == "unconfined" ? text : d.FullPath(text));
                break;
            case "apparmor":
                d.Write("security.apparmor", text);
                break;
            case "mask":
                Paths("security.mask")(d, text);
                break;
            case "unmask":
                Paths("security.unmask")(d, text);
                break;
            case "systempaths" when text == "unconfined":
                d.Write("security.unmask", "ALL");
                break;
            case "label" when text is "disable":
                d.Write("security.label_disable", "true");
                break;
            case "label" when text is "nested":
                d.Write("security.label_nested", "true");
                break;
            case "label" when text.StartsWith("type:", StringComparison.Ordinal):
                d.Write("security.label_type", text["type:".Length..]);
                break;
            case "label" when text.StartsWith("level:", StringComparison.Ordinal):
                d.Write("security.label_level", text["level:".Length..]);
                break;
            case "label" when text.StartsWith("filetype:", StringComparison.Ordinal):
                d.Write("security.label_file_type", text["filetype:".Length..]);
                break;
            default:
                d.Write("podman_args", $"--security-opt={value}");
                break;
        }
    }

    /// <summary>The words of a list in JSON; null when it is none.</summary>
    public static IReadOnlyList<string>? Words(string text)
    {
        if (!text.TrimStart().StartsWith('['))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) is JsonArray list && list.All(w => w?.GetValueKind() == JsonValueKind.String)
                ? [.. list.Select(w => w!.GetValue<string>())]
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
