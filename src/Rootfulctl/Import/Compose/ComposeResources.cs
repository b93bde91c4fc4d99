// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;

namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>Networks, volumes and builds of a compose file.</summary>
internal sealed class ComposeResources(ComposeProject project, ImportedDefinition definition)
{
    private Draft Draft => definition.Draft;

    public void Network(ComposeMap? map)
    {
        foreach (var entry in map?.Entries ?? [])
        {
            Begin(entry);
            switch (entry.Name)
            {
                case "driver":
                    if (Text(entry) is var driver && driver == "overlay")
                    {
                        Draft.Lose("a network is one machine's; it is a bridge here");
                    }
                    else
                    {
                        Draft.Write("driver", driver);
                    }

                    break;
                case "driver_opts":
                    foreach (var option in Entries(entry.Value))
                    {
                        NetworkValues.Option(definition, $"{option.Name}={Text(option)}");
                    }

                    break;
                case "internal":
                    Draft.Write("internal", Text(entry));
                    break;
                case "enable_ipv6":
                    Draft.Write("ipv6", Text(entry));
                    break;
                case "labels":
                    Labels(entry.Value);
                    break;
                case "ipam" when entry.Value is ComposeMap ipam:
                    foreach (var part in ipam.Entries)
                    {
                        Ipam(part);
                    }

                    break;
                case "name":
                    ContainerValues.Name(definition, Text(entry));
                    break;
                case "attachable" or "enable_ipv4" or "external":
                    Draft.Imply("so it is");
                    break;
                default:
                    Unknown(entry);
                    break;
            }
        }
    }

    public void Volume(ComposeMap? map)
    {
        foreach (var entry in map?.Entries ?? [])
        {
            Begin(entry);
            switch (entry.Name)
            {
                case "driver" when Text(entry) is "local" or "":
                    Draft.Imply("the default");
                    break;
                case "driver":
                    Draft.Write("driver", Text(entry));
                    break;
                case "driver_opts":
                    foreach (var option in Entries(entry.Value).Where(o => !project.IsUnknown(Draft, o.Value)))
                    {
                        switch (option.Name)
                        {
                            case "type":
                                HostValues.VolumeType(definition, Text(option));
                                break;
                            case "o":
                                ContainerValues.MountOptions(definition, Text(option));
                                break;
                            case "device" when Entries(entry.Value).Any(o => o.Name == "o" && IsBind(Text(o))):
                                Draft.Write("device", definition.FullPath(Text(option)));
                                break;
                            case "device":
                                ContainerValues.Device(definition, Text(option));
                                break;
                            default:
                                Draft.Lose($"{option.Name} is no option of podman's volumes");
                                break;
                        }
                    }

                    break;
                case "labels":
                    Labels(entry.Value);
                    break;
                case "name" or "external":
                    Draft.Imply("so it is called");
                    break;
                default:
                    Unknown(entry);
                    break;
            }
        }
    }

    // The device of a bind mount is a path, and compose has those relative to the project.
    private static bool IsBind(string options) => options.Split(',').Any(o => o.Trim() is "bind" or "rbind");

    public void Build(ComposeNode node, string? image)
    {
        var map = node as ComposeMap;
        var context = project.TextOf(Draft, map?["context"] ?? (map is null ? node : null));
        context = context.Length == 0 ? "." : context;
        var isRemote =
            context.Contains("://", StringComparison.Ordinal) || context.StartsWith("git@", StringComparison.Ordinal);
        if (project.IsUnknown(Draft, map?["context"] ?? (map is null ? node : null)))
        {
            // Which the definition then does without.
        }
        else if (isRemote)
        {
            BuildValues.Context(definition, context);
        }
        else
        {
            Draft.Write("context", definition.HostPath(context));
        }

        Draft.Write("tag", image ?? $"localhost/{definition.Draft.Name}");
        foreach (var entry in map?.Entries ?? [])
        {
            Begin(entry);
            if (entry.Name is not ("args" or "labels") && project.IsUnknown(Draft, entry.Value))
            {
                continue;
            }

            switch (entry.Name)
            {
                case "context":
                    break;
                case "dockerfile":
                    var file = Text(entry);
                    Draft.Write(
                        "file",
                        isRemote || file.StartsWith('/')
                            ? file
                            : definition.HostPath(System.IO.Path.Combine(context, file))
                    );
                    break;
                case "args":
                    foreach (var argument in Entries(entry.Value))
                    {
                        Argument(argument);
                    }

                    break;
                case "labels":
                    Labels(entry.Value);
                    break;
                case "target":
                    Draft.Write("target", Text(entry));
                    break;
                case "pull":
                    Draft.Write("pull", Text(entry) == "true" ? "always" : "missing");
                    break;
                case "tags":
                    foreach (var tag in Items(entry.Value))
                    {
                        Draft.Write("tags", project.TextOf(Draft, tag));
                    }

                    break;
                case "network":
                    BuildValues.Network(definition, Text(entry));
                    break;
                case "shm_size":
                    Draft.Write("podman_args", $"--{entry.Name.Replace('_', '-')}={Text(entry)}");
                    break;
                case "no_cache" when Text(entry) == "true":
                    Draft.Write("podman_args", "--no-cache");
                    break;
                case "no_cache":
                    Draft.Imply("the default");
                    break;
                case "secrets":
                    foreach (var item in Items(entry.Value))
                    {
                        BuildSecret(item);
                    }

                    break;
                case "extra_hosts" when entry.Value is ComposeMap hosts:
                    foreach (var host in hosts.Entries)
                    {
                        Draft.Write("podman_args", $"--add-host={host.Name}:{Text(host)}");
                    }

                    break;
                case "cache_from" or "cache_to" or "platforms" or "extra_hosts" or "ssh":
                    var flag = entry.Name switch
                    {
                        "platforms" => "platform",
                        "extra_hosts" => "add-host",
                        _ => entry.Name.Replace('_', '-'),
                    };
                    foreach (var item in Items(entry.Value))
                    {
                        Draft.Write("podman_args", $"--{flag}={project.TextOf(Draft, item)}");
                    }

                    break;
                default:
                    Unknown(entry);
                    break;
            }
        }
    }

    private void Argument(ComposeEntry argument)
    {
        if (argument.Value is not ComposeScalar { IsNull: true })
        {
            Draft.Write("args", argument.Name, Text(argument));
            return;
        }

        // The one that compose is given, and none where it is given none.
        var value = new ComposeScalar(argument.Line, $"${argument.Name}", IsNull: false);
        if (!project.IsUnknown(Draft, value))
        {
            Draft.Write("args", argument.Name, project.TextOf(Draft, value));
        }
    }

    private void BuildSecret(ComposeNode item)
    {
        var map = item as ComposeMap;
        var source = project.TextOf(Draft, map?["source"] ?? item);
        var id = map?["target"] is { } target ? project.TextOf(Draft, target) : source;
        if (project.Secret(source)?["file"] is { } file && !project.IsUnknown(Draft, file))
        {
            Draft.Write("secrets", $"id={id},src={definition.FullPath(project.TextOf(Draft, file))}");
        }
        else
        {
            Draft.Lose($"{source} is no file: the build runs without a shell's variables; write id={id},src=FILE");
        }
    }

    private void Ipam(ComposeEntry part)
    {
        switch (part.Name)
        {
            case "driver":
                if (Text(part) is not "default")
                {
                    Draft.Write("ipam_driver", Text(part));
                }

                break;
            case "config":
                foreach (var config in Items(part.Value).OfType<ComposeMap>())
                {
                    definition.Subnets.Begin();
                    foreach (var entry in config.Entries)
                    {
                        Subnet(entry);
                    }
                }

                break;
            default:
                Draft.Lose($"{part.Name}: there is no such thing here");
                break;
        }
    }

    private void Subnet(ComposeEntry entry)
    {
        switch (entry.Name)
        {
            case "subnet":
                definition.Subnets.Subnet(Text(entry));
                break;
            case "gateway":
                definition.Subnets.Gateway(Text(entry));
                break;
            case "ip_range":
                definition.Subnets.Range(Text(entry));
                break;
            default:
                Draft.Lose($"{entry.Name}: addresses that are in use are known anyway");
                break;
        }
    }

    private void Begin(ComposeEntry entry) =>
        Draft.Begin(project.Text.At(entry.Line), Shown(entry.Name, entry.Value), [.. entry.AllComments]);

    private void Labels(ComposeNode node)
    {
        foreach (var entry in Entries(node))
        {
            Draft.Write("labels", entry.Name, Text(entry));
        }
    }

    private void Unknown(ComposeEntry entry)
    {
        if (entry.Name.StartsWith("x-", StringComparison.Ordinal))
        {
            Draft.Imply("nobody reads it");
        }
        else
        {
            Draft.Lose("there is no such thing here");
        }
    }

    private string Text(ComposeEntry entry) => project.TextOf(Draft, entry.Value);

    /// <summary>A key with its value, where that is one word.</summary>
    public static string Shown(string name, ComposeNode value) =>
        PrintableText.Of(value is ComposeScalar { IsNull: false } text ? $"{name}: {text.Text}" : name, 120);

    /// <summary>The entries of a map, or of a list of NAME=VALUE.</summary>
    public static IReadOnlyList<ComposeEntry> Entries(ComposeNode node) =>
        node switch
        {
            ComposeMap map => map.Entries,
            ComposeList list => YamlMerge.Map(list).Entries,
            _ => [],
        };

    /// <summary>The items of a list; a single one may stand alone.</summary>
    public static IReadOnlyList<ComposeNode> Items(ComposeNode node) =>
        node switch
        {
            ComposeList list => list.Items,
            ComposeScalar { IsNull: true } => [],
            _ => [node],
        };
}
