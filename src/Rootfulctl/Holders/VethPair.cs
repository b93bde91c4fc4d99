// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json.Nodes;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Rootfulctl.Holders;

/// <summary>What ip(8) says of the host's end of a pair.</summary>
/// <param name="Bridge">That it is a port of; empty if none.</param>
/// <param name="Namespace">The path of the network namespace with the other end; empty if that has none.</param>
internal sealed record VethPair(string Bridge, string Namespace)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="name">Of an interface that there is.</param>
    public static VethPair Of(string name)
    {
        var link = Ask("link", "show", "dev", name).FirstOrDefault();
        var id = link?["link_netnsid"]?.GetValue<int>();
        var peer = id is null
            ? null
            : Ask("netns", "list-id")
                .FirstOrDefault(n => n?["nsid"]?.GetValue<int>() == id)
                ?["name"]?.GetValue<string>();
        return new VethPair(link?["master"]?.GetValue<string>() ?? "", peer is null ? "" : $"/run/netns/{peer}");
    }

    private static JsonArray Ask(params string[] words)
    {
        var result = ChildProcess.Run(ProgramFile.Find("ip"), ["-json", .. words], Limit);
        return result is { Status: 0, Output.Length: > 0 }
            ? ForeignJson.Read(result.Output, "the answer of ip(8) could not be read", json => json as JsonArray ?? [])
            : [];
    }
}
