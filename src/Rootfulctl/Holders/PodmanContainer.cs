// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;

namespace RootfulContainers.Rootfulctl.Holders;

/// <summary>A container of rootful podman's.</summary>
internal sealed record PodmanContainer(
    string Id,
    string Name,
    bool IsRunning,
    IReadOnlyList<PortMapping> Ports,
    IReadOnlyList<AttachedInterface> Interfaces
)
{
    // Where podman keeps what each container needs until the next boot.
    private const string RuntimeDirectories = "/run/containers/storage/overlay-containers";

    // It waits for its own locks, which other runs of podman may hold.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The path of its network namespace.</summary>
    public string Namespace { get; private init; } = "";

    public Holder Holder => new(HolderKind.PodmanContainer, Name, "root");

    /// <summary>Those that ran since the last boot. podman is asked once, and not at all where there are none.</summary>
    /// <param name="holders">Ids that have addresses.</param>
    /// <exception cref="HostException">podman did not answer.</exception>
    public static IReadOnlyList<PodmanContainer> ReadAll(IEnumerable<string> holders)
    {
        string[] ids =
        [
            .. holders.Concat(DirectoryStream.Names(RuntimeDirectories)).Where(IsId).Distinct(StringComparer.Ordinal),
        ];
        if (ids.Length == 0)
        {
            return [];
        }

        // Its status says nothing: what it does not know, such as a working container of buildah's, is none of its containers.
        var result =
            ChildProcess.Run(ProgramFile.Find("podman"), ["container", "inspect", .. ids], Limit)
            ?? throw new HostException(
                $"rootful podman did not answer within {Limit.TotalSeconds} s; its containers have no names and ports here"
            );
        return Parse(result.Output);
    }

    /// <exception cref="HostException">It is not what podman prints.</exception>
    public static IReadOnlyList<PodmanContainer> Parse(ReadOnlySpan<byte> text) =>
        ForeignJson.Read<IReadOnlyList<PodmanContainer>>(
            text,
            "the answer of 'podman container inspect' could not be read",
            json => [.. (json as JsonArray ?? []).Select(c => Parse(ForeignJson.Object(c, "a container")))]
        );

    private static PodmanContainer Parse(JsonObject json)
    {
        var settings = json["NetworkSettings"];
        return new PodmanContainer(
            ForeignJson.Value<string>(json[nameof(Id)], nameof(Id)),
            ForeignJson.Value<string>(json[nameof(Name)], nameof(Name)),
            json["State"]?["Status"]?.GetValue<string>() is "running" or "paused",
            Joined((settings?[nameof(Ports)] as JsonObject ?? []).SelectMany(p => Mappings(p.Key, p.Value))),
            [.. (settings?["Networks"] as JsonObject ?? []).Select(n => Interface(n.Key, n.Value))]
        )
        {
            Namespace = settings?["SandboxKey"]?.GetValue<string>() ?? "",
        };
    }

    private static AttachedInterface Interface(string network, JsonNode? json)
    {
        string[] keys = ["IPAddress", "GlobalIPv6Address"];
        return new AttachedInterface(
            network,
            "",
            json?["MacAddress"]?.GetValue<string>() ?? "",
            [
                .. keys.Select(k => json?[k]?.GetValue<string>())
                    .Select(a => IPAddress.TryParse(a, out var address) ? address : null)
                    .OfType<IPAddress>(),
            ]
        )
        {
            Aliases = ForeignJson.Texts(json?["Aliases"]),
        };
    }

    /// <param name="port">Such as 80/tcp.</param>
    private static IEnumerable<PortMapping> Mappings(string port, JsonNode? bindings)
    {
        if (
            port.Split('/') is not [var number, var name]
            || !Enum.TryParse<PortProtocol>(name, ignoreCase: true, out var protocol)
        )
        {
            yield break;
        }

        foreach (var binding in bindings as JsonArray ?? [])
        {
            // For every address of the host it says "0.0.0.0", or nothing.
            _ = IPAddress.TryParse(binding?["HostIp"]?.GetValue<string>(), out var address);
            yield return new PortMapping(
                address is null || PublishedPort.IsAny(address) ? null : address,
                Port(binding?["HostPort"]?.GetValue<string>() ?? ""),
                Port(number),
                1,
                protocol
            );
        }
    }

    /// <summary>Ranges in place of the single ports that podman prints.</summary>
    private static List<PortMapping> Joined(IEnumerable<PortMapping> ports)
    {
        var joined = new List<PortMapping>();
        foreach (
            var port in ports
                .OrderBy(p => p.Protocol)
                .ThenBy(p => p.HostAddress?.ToString() ?? "", StringComparer.Ordinal)
                .ThenBy(p => p.HostPort)
        )
        {
            if (
                joined.LastOrDefault() is { } last
                && port == last.At(port.HostPort) with { ContainerPort = port.ContainerPort }
                && port.HostPort == last.HostPort + last.Count
                && port.ContainerPort == last.ContainerPort + last.Count
            )
            {
                joined[^1] = last with { Count = last.Count + 1 };
            }
            else
            {
                joined.Add(port);
            }
        }

        return joined;
    }

    private static ushort Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new FormatException($"'{text}' is not a port");

    // Nothing else may become a word of podman's command line.
    private static bool IsId(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigit);
}
