// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Definitions;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Definitions.Kinds;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Definitions.Kinds.Prerequisites;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Export;
using Xunit;

namespace RootfulContainers.Tests.Export;

/// <summary>Definitions as they stand in files, ready to be exported.</summary>
internal static class Exported
{
    /// <param name="files">Names of definitions, without <c>.toml</c>, and their texts; all of them are exported.</param>
    public static ExportedDefinitions Of(params (string Name, string Toml)[] files)
    {
        var containers = new Dictionary<string, ContainerDefinition>(StringComparer.Ordinal);
        var networks = new Dictionary<string, NetworkDefinition>(StringComparer.Ordinal);
        var prerequisites = new List<Prerequisite>();
        foreach (var (file, toml) in files)
        {
            var kind = KindOf(file);
            var name = NameOf(file);
            switch (kind)
            {
                case StartedKind started:
                    containers.Add(name.ToString(), Valid(started.Decode(name, Source(file, toml)), toml));
                    break;
                case PrerequisiteKind prerequisite:
                    prerequisites.Add(Valid(prerequisite.Decode(name, Source(file, toml)), toml));
                    break;
                default:
                    networks.Add(name.ToString(), Valid(NetworkDecoder.Decode(name, Source(file, toml)), toml));
                    break;
            }
        }

        return new ExportedDefinitions(
            [.. containers.Values],
            name => containers.GetValueOrDefault(name),
            name => networks.GetValueOrDefault(name)
        )
        {
            Prerequisites = prerequisites,
        };
    }

    public static ContainerDefinition Container(string name, string toml) => Of((name, toml)).Containers[0];

    /// <summary>Of one definition of any kind but a network.</summary>
    public static SettingList Settings(string file, string toml)
    {
        var exported = Of((file, toml));
        return exported.Containers.Count > 0 ? exported.Containers[0].Settings : exported.Prerequisites[0].Settings;
    }

    public static DefinitionKind KindOf(string file) => DefinitionKinds.All[DefinitionKinds.IndexOf($"{file}.toml")];

    public static DefinitionSource Source(string file, string toml) =>
        new($"{file}.toml", [new SourceText($"{file}.toml", Encoding.UTF8.GetBytes(toml))]);

    private static ContainerName NameOf(string file)
    {
        Assert.True(DefinitionKinds.TryParse($"{file}.toml", out _, out var name, out _));
        return name;
    }

    private static T Valid<T>(Decoded<T> decoded, string toml)
    {
        Assert.True(decoded.Diagnostics.Count == 0, $"{string.Join('\n', decoded.Diagnostics)}\n{toml}");
        return decoded.Definition;
    }
}
