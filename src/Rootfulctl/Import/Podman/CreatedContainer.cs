// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text.Json.Nodes;
using RootfulContainers.Platform;

namespace RootfulContainers.Rootfulctl.Import.Podman;

/// <summary>A container that podman has, as <c>podman container inspect</c> tells of it.</summary>
internal static class CreatedContainer
{
    /// <summary>The command that made it; for one that was made by podman's API, one that would make the like.</summary>
    /// <exception cref="HostException">It is not what podman prints.</exception>
    /// <returns>And what has to be known of it.</returns>
    public static (IReadOnlyList<string> Words, string? Loss) Command(ReadOnlySpan<byte> text) =>
        ForeignJson.Read(text, "the answer of 'podman container inspect' could not be read", Command);

    private static (IReadOnlyList<string> Words, string? Loss) Command(JsonNode? json)
    {
        var container = ForeignJson.Object((json as JsonArray)?.FirstOrDefault(), "a container");
        var config = ForeignJson.Object(container["Config"], "Config");
        var variables = ForeignJson.Texts(config["Env"]);
        var command = ForeignJson.Texts(config["CreateCommand"]);
        var name = ForeignJson.Value<string>(container["Name"], "Name").TrimStart('/');
        return PodmanCommand.TryParse(command) is { } known
            ? (known.Completed(name, variables), null)
            : (
                Made(container, config, name, variables),
                "it was made by podman's API, and only the most common settings are known; compare with podman inspect"
            );
    }

    private static List<string> Made(
        JsonObject container,
        JsonObject config,
        string name,
        IReadOnlyList<string> variables
    )
    {
        var host = container["HostConfig"];
        var id = container["Id"]?.GetValue<string>() ?? "";
        var words = new List<string> { "podman", "create", $"--name={name}" };
        words.AddRange(variables.Where(v => !IsOfPodman(v)).Select(v => $"--env={v}"));
        words.AddRange(ForeignJson.Texts(host?["Binds"]).Select(v => $"--volume={v}"));
        foreach (var (path, options) in host?["Tmpfs"] as JsonObject ?? [])
        {
            words.Add($"--tmpfs={path}{(options?.GetValue<string>() is { Length: > 0 } text ? $":{text}" : "")}");
        }

        AddNetworks();
        foreach (var port in host?["PortBindings"] as JsonObject ?? [])
        {
            foreach (var binding in port.Value as JsonArray ?? [])
            {
                var address = binding?["HostIp"]?.GetValue<string>() ?? "";
                address = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
                words.Add(
                    $"--publish={(address.Length > 0 ? address + ":" : "")}{binding?["HostPort"]?.GetValue<string>()}:{port.Key}"
                );
            }
        }

        words.AddRange(ForeignJson.Texts(host?["CapAdd"]).Select(c => $"--cap-add={c}"));
        words.AddRange(ForeignJson.Texts(host?["CapDrop"]).Select(c => $"--cap-drop={c}"));
        foreach (var label in config["Labels"] as JsonObject ?? [])
        {
            words.Add($"--label={label.Key}={label.Value?.GetValue<string>()}");
        }

        Add("--restart", host?["RestartPolicy"]?["Name"]?.GetValue<string>());
        Add("--user", config["User"]?.GetValue<string>());
        Add("--workdir", config["WorkingDir"]?.GetValue<string>());
        AddAll("--add-host", host?["ExtraHosts"]);
        AddAll("--dns", host?["Dns"]);
        AddAll("--dns-search", host?["DnsSearch"]);
        AddAll("--dns-option", host?["DnsOptions"]);
        AddAll("--security-opt", host?["SecurityOpt"]);
        AddTrue("--privileged", host?["Privileged"]);
        AddTrue("--read-only", host?["ReadonlyRootfs"]);
        AddTrue("--init", host?["Init"]);
        AddTrue("--tty", config["Tty"]);
        if (host?["Memory"]?.GetValue<long>() is > 0 and var memory)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"--memory={memory}b"));
        }

        AddDevices();
        // Without one of its own a container is called by its id.
        if (config["Hostname"]?.GetValue<string>() is { Length: > 0 } hostname && !IsId(hostname))
        {
            words.Add($"--hostname={hostname}");
        }

        // A number in older versions; those of podman itself say nothing.
        if (config["StopSignal"]?.ToString() is { Length: > 0 } signal and not ("SIGTERM" or "15" or "0"))
        {
            words.Add($"--stop-signal={signal}");
        }

        if (config["StopTimeout"]?.GetValue<long>() is { } timeout and not 10)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"--stop-timeout={timeout}"));
        }

        AddHealth(config["Healthcheck"]);
        // A text in older versions.
        var entrypoint = config["Entrypoint"] is JsonValue joined
            ? joined.GetValue<string>().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : ForeignJson.Texts(config["Entrypoint"]);
        if (entrypoint.Count > 0)
        {
            words.Add($"--entrypoint={Json(entrypoint)}");
        }

        words.Add(container["ImageName"]?.GetValue<string>() ?? ForeignJson.Value<string>(config["Image"], "Image"));
        words.AddRange(ForeignJson.Texts(config["Cmd"]));
        return words;

        void Add(string flag, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                words.Add($"{flag}={value}");
            }
        }

        void AddAll(string flag, JsonNode? values) =>
            words.AddRange(ForeignJson.Texts(values).Select(v => $"{flag}={v}"));

        void AddTrue(string flag, JsonNode? value)
        {
            if (value?.GetValue<bool>() == true)
            {
                words.Add(flag);
            }
        }

        void AddNetworks()
        {
            var networks = container["NetworkSettings"]?["Networks"] as JsonObject ?? [];
            foreach (var (network, settings) in networks)
            {
                // podman adds the id by itself.
                var aliases = ForeignJson.Texts(settings?["Aliases"]).Where(a => !IsId(a)).Select(a => $"alias={a}");
                var options = string.Join(',', aliases);
                words.Add($"--network={network}{(options.Length > 0 ? $":{options}" : "")}");
            }

            if (networks.Count == 0)
            {
                Add("--network", host?["NetworkMode"]?.GetValue<string>());
            }
        }

        void AddDevices()
        {
            foreach (var device in host?["Devices"] as JsonArray ?? [])
            {
                string?[] parts =
                [
                    device?["PathOnHost"]?.GetValue<string>(),
                    device?["PathInContainer"]?.GetValue<string>(),
                    device?["CgroupPermissions"]?.GetValue<string>(),
                ];
                Add("--device", string.Join(':', parts.Where(p => !string.IsNullOrEmpty(p))));
            }
        }

        void AddHealth(JsonNode? health)
        {
            if (ForeignJson.Texts(health?["Test"]) is not { Count: > 0 } test)
            {
                return;
            }

            Add("--health-cmd", Json(test));
            Add("--health-interval", Time(health?["Interval"]));
            Add("--health-timeout", Time(health?["Timeout"]));
            Add("--health-start-period", Time(health?["StartPeriod"]));
            if (health?["Retries"]?.GetValue<long>() is > 0 and var retries)
            {
                words.Add(string.Create(CultureInfo.InvariantCulture, $"--health-retries={retries}"));
            }
        }

        bool IsId(string text) => text.Length >= 12 && id.StartsWith(text, StringComparison.Ordinal);
    }

    private static string Json(IEnumerable<string> words) =>
        new JsonArray([.. words.Select(w => (JsonNode?)w)]).ToJsonString();

    /// <param name="nanoseconds">None or 0 for the default.</param>
    private static string? Time(JsonNode? nanoseconds) =>
        nanoseconds?.GetValue<long>() is > 0 and var value
            ? value % 1_000_000_000 == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{value / 1_000_000_000}s")
                : string.Create(CultureInfo.InvariantCulture, $"{value / 1_000_000}ms")
            : null;

    private static bool IsOfPodman(string variable) =>
        variable.Split('=')[0] is "container" or "HOSTNAME" or "HOME" or "TERM" or "PATH";
}
