// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json;

namespace RootfulContainers.Tests.Values;

/// <summary>What arrived of one definition in the host.</summary>
/// <param name="Calls">Arguments or environment of what a unit ran, by the name of the unit.</param>
/// <param name="Inputs">What a unit's process found on its standard input.</param>
/// <param name="Answers">What systemd says of each property, in JSON.</param>
internal sealed record Recording(
    IReadOnlyDictionary<string, string[]> Calls,
    IReadOnlyDictionary<string, string> Inputs,
    IReadOnlyDictionary<UnitProperty, string> Answers
)
{
    /// <summary>Everything that is not as it should be.</summary>
    public IEnumerable<string> Failures(string name, Expectation expected)
    {
        var create = Call($"rootful-create@{name}.service");
        var environment = Call($"rootful-create@{name}.service.environment");
        var network = Call($"rootful-network@{name}.service");
        return Create(create, expected)
            .Concat(Variables(create, environment, Input($"rootful-create@{name}.service.input"), expected))
            .Concat(Helper(network, name, expected))
            .Concat(expected.Reload.Count == 0 ? [] : Reload(name, expected))
            .Concat(expected.Properties.SelectMany(p => Property(p.Property, p.Values)));
    }

    // podman reads lines, takes away spaces before them and a carriage return behind them, and passes over comments.
    private string[] Input(string name) =>
        [
            .. (Inputs.GetValueOrDefault(name) ?? "")
                .Split('\n')
                .Select(l => (l.EndsWith('\r') ? l[..^1] : l).TrimStart(' ', '\t'))
                .Where(l => l.Length > 0 && l[0] != '#'),
        ];

    /// <summary>The words of what that unit ran, none if it did not.</summary>
    public string[] Call(string unit) => Calls.GetValueOrDefault(unit) ?? [];

    private static IEnumerable<string> Create(string[] words, Expectation expected)
    {
        string[] start = [.. expected.Global, .. expected.Subcommand];
        var flags = words.Skip(start.Length).SkipLast(expected.Tail.Count).Where(w => !IsVariable(w));
        return Same("before the flags", start, words.Take(start.Length))
            .Concat(Same("after the flags", expected.Tail, words.TakeLast(expected.Tail.Count)))
            .Concat(expected.Create.Differences(new FlagList().AddRange(flags)));
    }

    // podman takes a variable from its own environment or from its input, and never from its arguments.
    private static IEnumerable<string> Variables(
        string[] words,
        string[] environment,
        string[] input,
        Expectation expected
    )
    {
        foreach (var (variable, value) in expected.Variables)
        {
            var whole = $"{variable}={value}";
            var isInherited =
                words.Contains($"--env={variable}", StringComparer.Ordinal)
                && environment.Contains(whole, StringComparer.Ordinal);
            var isRead =
                words.Contains("--env-file=/dev/stdin", StringComparer.Ordinal)
                && input.Contains(whole, StringComparer.Ordinal);
            if (isInherited == isRead)
            {
                yield return $"variable {Json(whole)}: inherited {isInherited}, read {isRead}";
            }
        }

        var count = words.Count(w => w.StartsWith("--env=", StringComparison.Ordinal)) + input.Length;
        if (count != expected.Variables.Count)
        {
            yield return $"{count} variables in place of {expected.Variables.Count}";
        }
    }

    private static IEnumerable<string> Helper(string[] words, string name, Expectation expected)
    {
        string[] start = ["setup", name];
        var flags = words.Skip(start.Length).Where(w => !w.StartsWith("--definition=", StringComparison.Ordinal));
        return Same("network helper", start, words.Take(start.Length))
            .Concat(expected.Helper.Differences(new FlagList().AddRange(flags)));
    }

    private IEnumerable<string> Reload(string name, Expectation expected) =>
        Same("reload", [.. expected.Global, .. expected.Reload], Call($"rootful-init@{name}.service.reload"));

    private IEnumerable<string> Property(UnitProperty property, string[] expected)
    {
        if (Answers.GetValueOrDefault(property) is not { Length: > 0 } answer)
        {
            return [$"{property}: no answer"];
        }

        var data = JsonDocument.Parse(answer).RootElement.GetProperty("data");
        var values = data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().ToArray() : [data];
        return expected
            .Except(values.Select(v => v.GetString()), StringComparer.Ordinal)
            .Select(missing => $"{property}: {Json(missing)} is not in {answer}");
    }

    public static IEnumerable<string> Same(string place, IEnumerable<string> expected, IEnumerable<string> actual) =>
        expected.SequenceEqual(actual, StringComparer.Ordinal)
            ? []
            : [$"{place}: expected {Json(expected)}, got {Json(actual)}"];

    private static bool IsVariable(string word) =>
        word == "--env-file=/dev/stdin" || word.StartsWith("--env=", StringComparison.Ordinal);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);
}
