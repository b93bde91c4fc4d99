// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Export;
using Xunit;

namespace RootfulContainers.Tests.Export;

/// <summary>Definitions as they stand in files, ready to be exported.</summary>
internal static class Exported
{
    /// <param name="files">Names of definitions, <c>.network</c> at the end of a network's, and their texts; all containers are exported.</param>
    public static ExportedDefinitions Of(params (string Name, string Toml)[] files)
    {
        var containers = files.Where(f => !IsNetwork(f.Name)).ToDictionary(f => f.Name, f => Container(f.Name, f.Toml));
        var networks = files
            .Where(f => IsNetwork(f.Name))
            .ToDictionary(f => f.Name[..^".network".Length], f => Network(f.Name[..^".network".Length], f.Toml));
        return new ExportedDefinitions(
            [.. containers.Values],
            name => containers.GetValueOrDefault(name),
            name => networks.GetValueOrDefault(name)
        );
    }

    public static ContainerDefinition Container(string name, string toml)
    {
        var decoded = ContainerDecoder.Decode(Name(name), Source(name, toml));
        Assert.True(decoded.Diagnostics.Count == 0, $"{string.Join('\n', decoded.Diagnostics)}\n{toml}");
        return decoded.Definition;
    }

    private static NetworkDefinition Network(string name, string toml)
    {
        var decoded = NetworkDecoder.Decode(Name(name), Source(name, toml));
        Assert.Empty(decoded.Diagnostics);
        return decoded.Definition;
    }

    private static ContainerName Name(string name)
    {
        Assert.True(ContainerName.TryParse(name, out var parsed, out _));
        return parsed;
    }

    private static DefinitionSource Source(string name, string toml) =>
        new($"{name}.toml", [new SourceText($"{name}.toml", Encoding.UTF8.GetBytes(toml))]);

    private static bool IsNetwork(string name) => name.EndsWith(".network", StringComparison.Ordinal);
}
