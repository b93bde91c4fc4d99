// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json;

namespace RootfulContainers.Tests.Values;

/// <summary>
/// Flags of a program. Between flags of different names their order means nothing; those of one name keep it.
/// </summary>
internal sealed class FlagList
{
    private readonly List<string> _flags = [];

    public FlagList Add(string flag)
    {
        _flags.Add(Canonical(flag));
        return this;
    }

    public FlagList Add(string name, string value) => Add($"--{name}={value}");

    public FlagList AddRange(IEnumerable<string> flags)
    {
        foreach (var flag in flags)
        {
            Add(flag);
        }

        return this;
    }

    /// <summary>What is missing, too much or in another order than here; nothing if it is the same.</summary>
    public IEnumerable<string> Differences(FlagList actual) =>
        from name in _flags.Concat(actual._flags).Select(Name).Distinct(StringComparer.Ordinal)
        let mine = Of(name)
        let other = actual.Of(name)
        where !mine.SequenceEqual(other, StringComparer.Ordinal)
        select $"--{name}: expected {JsonSerializer.Serialize(mine)}, got {JsonSerializer.Serialize(other)}";

    private List<string> Of(string name) => _flags.FindAll(f => Name(f) == name);

    private static string Name(string flag) =>
        flag[..(flag.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? at : flag.Length)];

    private static string Canonical(string flag)
    {
        var (name, value) = (Name(flag), flag[Math.Min(Name(flag).Length + 1, flag.Length)..]);
        return name switch
        {
            // One string can be written in many ways in JSON.
            "--entrypoint" or "--health-cmd" or "--health-startup-cmd" =>
                $"{name}={JsonSerializer.Serialize(JsonSerializer.Deserialize<string[]>(value))}",
            // Options of a network: the same rule as for flags.
            "--network" when value.Contains(':', StringComparison.Ordinal) => $"{name}={Options(value)}",
            _ => flag,
        };
    }

    private static string Options(string network)
    {
        var colon = network.IndexOf(':', StringComparison.Ordinal);
        var options = network[(colon + 1)..].Split(',').OrderBy(Name, StringComparer.Ordinal);
        return $"{network[..colon]}:{string.Join(',', options)}";
    }
}
