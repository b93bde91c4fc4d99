// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;

namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>What of a service is networks, dependencies, limits and restarts.</summary>
internal sealed partial class ComposeService
{
    private const int MostGpus = 64;

    /// <summary>A container that runs as long has not failed to start, for Docker.</summary>
    private const long StartMicroseconds = 10_000_000;

    private static readonly string[] Kept = ["always", "unless-stopped", "any", "on-failure"];

    private void TakeNetworks(ComposeNode value)
    {
        var gateway = Gateway(value);
        foreach (
            var entry in value is ComposeMap
                ? ComposeResources.Entries(value)
                : ComposeResources
                    .Items(value)
                    .OfType<ComposeScalar>()
                    .Select(t => new ComposeEntry(
                        Text(t),
                        t.Line,
                        new ComposeScalar(t.Line, "", IsNull: true),
                        t.Comments
                    ))
        )
        {
            Draft.Begin(project.Text.At(entry.Line), $"network {entry.Name}", [.. entry.AllComments]);
            var network = project.Network(entry.Name);
            if (network is null && entry.Name != "default")
            {
                Draft.Remark("it is not declared; a network of root's of this name is needed");
            }

            Attach(network ?? entry.Name, entry.Value as ComposeMap, entry.Name == gateway);
        }
    }

    /// <summary>The network with the highest priority; null when all have the same.</summary>
    private string? Gateway(ComposeNode networks)
    {
        var priorities = (networks as ComposeMap)
            ?.Entries.Select(e => (e.Name, Priority: Priority(e.Value as ComposeMap)))
            .OrderByDescending(n => n.Priority)
            // As Docker has it among equals.
            .ThenBy(n => n.Name, StringComparer.Ordinal)
            .ToList();
        return priorities is [var first, .., var last] && first.Priority > last.Priority ? first.Name : null;

        int Priority(ComposeMap? options) =>
            int.TryParse(
                TextAhead(options?["gw_priority"]),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var priority
            )
                ? priority
                : 0;
    }

    private void Attach(string network, ComposeMap? options, bool isGateway = false)
    {
        if (network is "host" or "none")
        {
            definition.Networks.Add(network);
            return;
        }

        var attachment = definition.Networks.Attach(network);
        foreach (var option in options?.Entries ?? [])
        {
            switch (option.Name)
            {
                case "aliases":
                    foreach (var alias in ComposeResources.Items(option.Value))
                    {
                        attachment.Aliases.Add(Text(alias));
                    }

                    break;
                case "ipv4_address":
                    attachment.Options.Add(("ipv4", Text(option.Value)));
                    break;
                case "ipv6_address":
                    attachment.Options.Add(("ipv6", Text(option.Value)));
                    break;
                case "mac_address":
                    attachment.Options.Add(("mac", Text(option.Value)));
                    break;
                case "interface_name":
                    attachment.Options.Add(("interface", Text(option.Value)));
                    break;
                case "gw_priority":
                    if (!project.IsUnknown(Draft, option.Value))
                    {
                        Draft.Imply("the network with the highest one has the default route");
                    }

                    break;
                case "priority":
                    Draft.Imply("networks are attached in the order in which they stand");
                    break;
                default:
                    Draft.Lose($"{option.Name}: there is no such thing here");
                    break;
            }
        }

        if (isGateway)
        {
            attachment.Plain.Add(("default_route", "true"));
        }
    }

    private void TakeNetworkMode(string mode)
    {
        if (mode.StartsWith("service:", StringComparison.Ordinal))
        {
            var other = mode["service:".Length..];
            definition.Networks.Share(project.Service(other) ?? ImportNames.Valid(other));
        }
        else
        {
            definition.Networks.Add(mode);
        }
    }

    private void TakeDependencies(ComposeNode value)
    {
        foreach (var entry in ComposeResources.Entries(value))
        {
            var map = entry.Value as ComposeMap;
            var condition = Text(map?["condition"]);
            Draft.Begin(
                project.Text.At(entry.Line),
                condition.Length > 0 ? $"depends_on {entry.Name}: {condition}" : $"depends_on {entry.Name}",
                [.. entry.AllComments]
            );
            if (project.Service(entry.Name) is not { } other)
            {
                Draft.Lose("there is no such service");
                continue;
            }

            // What must have happened is required; what must have begun is only wanted first.
            var isRequired =
                condition is "service_healthy" or "service_completed_successfully"
                && Text(map?["required"]) is not "false";
            Draft.Write(isRequired ? "depends.requires" : "depends.wants", other);
            if (IsTrue(Text(map?["restart"])))
            {
                Draft.Write("depends.part_of", other);
            }
        }
    }

    /// <summary>What others need this one to be.</summary>
    private void AddWanted()
    {
        switch (project.WantedOf(name))
        {
            case "job":
                Draft.Comment("Others wait until it has ended well.");
                Draft.Write("type", "job");
                Draft.Put("remain_after_exit", "true");
                break;
            case "healthy":
                Draft.Comment("Others wait until it is healthy.");
                Draft.Write("notify", "healthy");
                break;
            default:
                break;
        }

        var restart = Text(Policy?["condition"] ?? service["restart"]).Split(':')[0];
        if (service["profiles"] is null && Kept.Contains(restart, StringComparer.Ordinal))
        {
            Draft.Comment("It was started again with the engine, and so at boot.");
            Draft.Put("autostart", "true");
        }
    }

    private void TakeHealth(ComposeEntry part, ComposeMap health)
    {
        var isDisabled = IsTrue(Text(health["disable"]));
        switch (part.Name)
        {
            case "test" when isDisabled:
                Draft.Imply("it is disabled");
                break;
            case "test" when part.Value is ComposeList list:
                ContainerValues.HealthWords(definition, "health.command", [.. list.Items.Select(Text)]);
                break;
            case "test":
                ContainerValues.HealthWords(definition, "health.command", [Text(part.Value)]);
                break;
            case "interval" or "timeout" or "start_period":
                Draft.Write($"health.{part.Name}", ComposeText.Duration(Text(part.Value)));
                break;
            case "retries" when Text(part.Value) == "0":
                Draft.Imply("the default");
                break;
            case "retries":
                Draft.Write("health.retries", Text(part.Value));
                break;
            case "disable" when isDisabled:
                Draft.Write("podman_args", "--no-healthcheck");
                break;
            case "disable":
                Draft.Imply("the default");
                break;
            case "start_interval":
                Draft.Lose("podman checks at one interval; [health.startup] has a check and an interval of its own");
                break;
            default:
                Draft.Lose("there is no such thing here");
                break;
        }
    }

    private void TakeDeploy(ComposeEntry part)
    {
        Draft.Begin(
            project.Text.At(part.Line),
            ComposeResources.Shown($"deploy.{part.Name}", part.Value),
            part is { Name: "resources" or "restart_policy", Value: ComposeMap } ? part.Comments : [.. part.AllComments]
        );
        switch (part.Name)
        {
            case "resources" when part.Value is ComposeMap resources:
                foreach (var group in resources.Entries)
                {
                    TakeResources(group);
                }

                break;
            case "replicas":
                TakeReplicas(Text(part.Value));
                break;
            case "restart_policy" when part.Value is ComposeMap policy:
                foreach (var entry in policy.Entries)
                {
                    Draft.Comment([.. entry.AllComments]);
                    TakePolicy(entry, policy);
                }

                break;
            case "mode" or "update_config" or "rollback_config" or "placement" or "endpoint_mode":
                Draft.Lose("it is for a swarm of machines");
                break;
            case "labels":
                Draft.Lose("it is for a service of a swarm; those of the container are labels");
                break;
            default:
                Draft.Lose("there is no such thing here");
                break;
        }
    }

    private void TakeResources(ComposeEntry group)
    {
        if (group is not { Name: "limits" or "reservations", Value: ComposeMap map })
        {
            Draft.Comment([.. group.AllComments]);
            Draft.Lose($"{group.Name}: there is no such thing here");
            return;
        }

        Draft.Comment(group.Comments);
        foreach (var entry in map.Entries)
        {
            Draft.Begin(
                project.Text.At(entry.Line),
                ComposeResources.Shown($"{group.Name}.{entry.Name}", entry.Value),
                [.. entry.AllComments]
            );
            if (group.Name == "limits")
            {
                TakeLimit(entry);
            }
            else
            {
                TakeReservation(entry);
            }
        }
    }

    private void TakeLimit(ComposeEntry limit)
    {
        switch (limit.Name)
        {
            case "cpus":
                TakeCpus(Text(limit.Value));
                break;
            case "memory":
                Draft.Write("memory", Text(limit.Value));
                break;
            case "pids":
                Draft.Write("pids_limit", Text(limit.Value));
                break;
            default:
                Draft.Lose("there is no such thing here");
                break;
        }
    }

    private void TakeReservation(ComposeEntry reserved)
    {
        switch (reserved.Name)
        {
            case "memory":
                Draft.Write("podman_args", $"--memory-reservation={Text(reserved.Value)}");
                break;
            case "devices" when ComposeResources.Items(reserved.Value).OfType<ComposeMap>().Any(IsGpu):
                TakeGpus([.. ComposeResources.Items(reserved.Value).OfType<ComposeMap>()]);
                break;
            case "cpus":
                Draft.Lose("nothing is reserved; see resources.cpu_weight");
                break;
            default:
                Draft.Lose("there is no such thing here");
                break;
        }
    }

    private bool IsGpu(ComposeMap device) =>
        Text(device["driver"]) == "nvidia"
        || ComposeResources
            .Items(device["capabilities"] ?? new ComposeScalar(0, "", IsNull: true))
            .Any(c => Text(c) == "gpu");

    /// <param name="requests">Null for all that there are.</param>
    private void TakeGpus(IReadOnlyList<ComposeMap?> requests)
    {
        foreach (var request in requests)
        {
            if (Text(request?["driver"]) is { Length: > 0 } driver and not ("nvidia" or "cdi"))
            {
                Draft.Lose($"{driver}: name its devices as /dev/NAME, or as CDI does");
                continue;
            }

            foreach (var id in GpusOf(request))
            {
                // A name of CDI's is whole.
                Draft.Write("devices", id.Contains('=', StringComparison.Ordinal) ? id : $"nvidia.com/gpu={id}");
            }
        }

        Draft.Remark("the driver's CDI file is needed: 'nvidia-ctk cdi generate'");
    }

    private IEnumerable<string> GpusOf(ComposeMap? request)
    {
        if (request?["device_ids"] is { } ids)
        {
            return ComposeResources.Items(ids).Select(Text);
        }

        var count = Text(request?["count"]);
        // The first ones, as Docker takes them.
        return int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Enumerable.Range(0, Math.Min(number, MostGpus)).Select(n => n.ToString(CultureInfo.InvariantCulture))
            : ["all"];
    }

    private void TakePolicy(ComposeEntry entry, ComposeMap policy)
    {
        switch (entry.Name)
        {
            case "condition":
                Draft.Write(
                    "service.restart",
                    Text(entry.Value) switch
                    {
                        "none" => "no",
                        "any" => "always",
                        var other => other,
                    }
                );
                break;
            case "delay":
                Draft.Write("service.restart_sec", ComposeText.Duration(Text(entry.Value)));
                break;
            case "max_attempts":
                Draft.Write("service.start_limit_burst", Text(entry.Value));
                AddInterval(policy);
                break;
            case "window" when Draft.Has("service.start_limit_interval"):
                Draft.Imply("the interval is long enough for max_attempts");
                break;
            case "window":
                Draft.Write("service.start_limit_interval", ComposeText.Duration(Text(entry.Value)));
                break;
            default:
                Draft.Lose("there is no such thing here");
                break;
        }
    }

    /// <summary>One in which as many attempts come together, as systemd's own is shorter than their delays.</summary>
    private void AddInterval(ComposeMap policy)
    {
        if (
            !long.TryParse(
                TextAhead(policy["max_attempts"]),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var attempts
            ) || attempts is 0 or > int.MaxValue
        )
        {
            return;
        }

        var window = ComposeText.Duration(TextAhead(policy["window"]));
        var delay = TimeSpanText.TryParse(ComposeText.Duration(TextAhead(policy["delay"])), out var given) ? given : 0;
        var seconds = Math.Ceiling(attempts * ((delay + StartMicroseconds) / 1_000_000m));
        Draft.Write(
            "service.start_limit_interval",
            TimeSpanText.TryParse(window, out var whole) && whole / 1_000_000m >= seconds
                ? window
                : string.Create(CultureInfo.InvariantCulture, $"{seconds}s")
        );
    }

    private void TakeReplicas(string count)
    {
        if (count is "1" or "")
        {
            Draft.Imply("a definition is one container");
        }
        else
        {
            Draft.Lose("a definition is one container; NAME@.toml with a link for each is several");
        }
    }

    private void TakeCpus(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cpus))
        {
            if (cpus == 0)
            {
                Draft.Imply("no limit");
                return;
            }

            Draft.Write(
                "resources.cpu_quota",
                string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(cpus * 100))}%")
            );
        }
        else
        {
            Draft.Lose($"'{text}' is not a number of processors");
        }
    }

    private void TakeLogging(ComposeMap logging)
    {
        var driver = Text(logging["driver"]);
        if (driver is "" or "json-file" or "local" or "journald")
        {
            Draft.Imply("the output is in the journal, which has limits of its own: journald.conf(5)");
            if (Text((logging["options"] as ComposeMap)?["tag"]) is { Length: > 0 } tag)
            {
                Draft.Write("log.options", "tag", tag);
            }

            return;
        }

        if (driver == "none")
        {
            Draft.Write("log.driver", driver);
        }
        else
        {
            Draft.Lose($"podman has no {driver}; the journal can be forwarded");
        }
    }
}
