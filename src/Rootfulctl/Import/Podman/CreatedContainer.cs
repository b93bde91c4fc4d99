// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json.Nodes;
using RootfulContainers.Platform;

namespace RootfulContainers.Rootfulctl.Import.Podman;

/// <summary>A container that podman has, as <c>podman container inspect</c> tells of it.</summary>
internal static class CreatedContainer
{
    /// <summary>The command that made it; for one that was made by podman's API, one that would make the like.</summary>
    /// <exception cref="HostException">It is not what podman prints.</exception>
    public static IReadOnlyList<string> Command(ReadOnlySpan<byte> text) =>
        ForeignJson.Read(text, "the answer of 'podman container inspect' could not be read", Command);

    private static IReadOnlyList<string> Command(JsonNode? json)
    {
        var container = ForeignJson.Object((json as JsonArray)?.FirstOrDefault(), "a container");
        var config = ForeignJson.Object(container["Config"], "Config");
        var variables = ForeignJson.Texts(config["Env"]);
        var command = ForeignJson.Texts(config["CreateCommand"]);
        var name = ForeignJson.Value<string>(container["Name"], "Name").TrimStart('/');
        return PodmanCommand.TryParse(command)?.Completed(name, variables) ?? Made(container, config, name, variables);
    }

    private static List<string> Made(
        JsonObject container,
        JsonObject config,
        string name,
        IReadOnlyList<string> variables
    )
    {
        var host = container["HostConfig"];
        var words = new List<string> { "podman", "create", $"--name={name}" };
        words.AddRange(variables.Where(v => !IsOfPodman(v)).Select(v => $"--env={v}"));
        words.AddRange(ForeignJson.Texts(host?["Binds"]).Select(v => $"--volume={v}"));
        foreach (
            var mount in (container["Mounts"] as JsonArray ?? []).Where(m => m?["Type"]?.GetValue<string>() == "volume")
        )
        {
            words.Add($"--volume={mount!["Name"]?.GetValue<string>()}:{mount["Destination"]?.GetValue<string>()}");
        }

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
        if (host?["Privileged"]?.GetValue<bool>() == true)
        {
            words.Add("--privileged");
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
    }

    private static bool IsOfPodman(string variable) =>
        variable.Split('=')[0] is "container" or "HOSTNAME" or "HOME" or "TERM" or "PATH";
}
