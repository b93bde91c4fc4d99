// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using System.Text.Json;
using RootfulContainers.Configuration;

namespace RootfulContainers.Tests.Values;

/// <summary>One definition with random values in every key that takes free text, and what podman must get of it.</summary>
internal sealed class Definition(string name, RandomText random)
{
    private const int ValuesPerList = 8;
    private readonly StringBuilder _toml = new();

    public int Count { get; private set; }

    public List<string> Global { get; } = [];

    public List<string> Flags { get; } = [];

    public List<string> Tail { get; } = [];

    public List<string> Reload { get; } = [];

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public string Toml => _toml.ToString();

    public void Fill()
    {
        _toml.Append("user = \"test\"\nimage = \"localhost/image\"\nnetworks = [\"rootful0\"]\n");
        foreach (var row in ContainerKeys.All.Rows)
        {
            if (row.Choices.Count == 0)
            {
                AddFlags(row);
            }
        }

        AddVariables();
        Flags.Add($"--entrypoint={Json(AddList("entrypoint"))}");
        Flags.Add($"--health-cmd={Json(AddList("health.command", "/check"))}");
        Flags.Add($"--health-startup-cmd={Json(AddList("health.startup.command", "/check"))}");
        var arguments = Texts().ConvertAll(t => $"--label=more={t}");
        Global.AddRange(Write("global_args", Texts().ConvertAll(t => $"--log-level={t}")));
        Tail.AddRange(Write("podman_args", arguments));
        Tail.Add("localhost/image");
        Tail.AddRange(AddList("command"));
        Reload.AddRange(["exec", name]);
        Reload.AddRange(AddList("reload_command", "/reload"));
    }

    private void AddFlags(ConfigurationKey row)
    {
        var (place, flag) = row.Target;
        if (
            place
            is not (
                TargetPlace.CreateFlag
                or TargetPlace.CreateListFlag
                or TargetPlace.SecurityOption
                or TargetPlace.GlobalFlag
            )
        )
        {
            return;
        }

        var count = row.Kind == ValueKind.String ? 1 : ValuesPerList;
        var values = Enumerable.Range(0, count).Select(_ => Accepted(row)).OfType<string>().ToList();
        if (values.Count == 0 || row.Kind is not (ValueKind.String or ValueKind.StringList or ValueKind.StringMap))
        {
            return;
        }

        Count += values.Count;
        if (row.Kind == ValueKind.StringMap)
        {
            var entries = values.Select((v, i) => (Name: $"a.b-{i}", Value: v)).ToList();
            _toml.Append(CultureInfo.InvariantCulture, $"{row.Path} = {{ ");
            _toml.AppendJoin(", ", entries.Select(e => $"{Quote(e.Name)} = {Quote(e.Value)}")).Append(" }\n");
            values = entries.ConvertAll(e => $"{e.Name}={e.Value}");
        }
        else if (row.Kind == ValueKind.StringList)
        {
            WriteList(row.Path, values);
        }
        else
        {
            _toml.Append(CultureInfo.InvariantCulture, $"{row.Path} = {Quote(values[0])}\n");
        }

        if (place == TargetPlace.SecurityOption)
        {
            Flags.Add($"--security-opt={flag}{string.Join(':', values)}");
            return;
        }

        (place == TargetPlace.GlobalFlag ? Global : Flags).AddRange(
            values.Select(v => $"--{flag}={(place == TargetPlace.CreateListFlag ? Csv(v) : v)}")
        );
    }

    /// <summary>A random value in the form that the key asks for; none where only few words are allowed.</summary>
    private string? Accepted(ConfigurationKey row)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var text = random.Next();
            var word = string.Concat(
                text.Where(c => !char.IsWhiteSpace(c) && !char.IsControl(c) && c is not ':' and not ',')
            );
            string[] forms = [text, $"/{text}", $"/source:/{word}", $"type=bind,src={text}", word, $"/{word}"];
            if (forms.FirstOrDefault(f => row.Check?.Invoke(f) is null) is { } accepted)
            {
                return accepted;
            }
        }

        return null;
    }

    private void AddVariables()
    {
        _toml.Append("env = { ");
        for (var i = 0; i < 5 * ValuesPerList; i++)
        {
            // A name that no environment can hold, for podman's arguments, beside one for podman's environment.
            var (variable, value) = (i % 4 == 0 ? $"value.{i}" : $"VALUE_{i}", random.Next());
            _toml.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}{Quote(variable)} = {Quote(value)}");
            Environment.Add(variable, value);
        }

        _toml.Append(" }\n");
        Count += Environment.Count;
    }

    private List<string> AddList(string key, params string[] first) => Write(key, [.. first, .. Texts()]);

    private List<string> Texts() => [.. Enumerable.Range(0, ValuesPerList).Select(_ => random.Next())];

    private List<string> Write(string key, List<string> values)
    {
        Count += values.Count;
        WriteList(key, values);
        return values;
    }

    private void WriteList(string key, List<string> values) =>
        _toml.Append(CultureInfo.InvariantCulture, $"{key} = [{string.Join(", ", values.Select(Quote))}]\n");

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ =
                c is '"' or '\\' ? quoted.Append('\\').Append(c)
                : char.IsControl(c) ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                : quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private static string Csv(string text) =>
        text.IndexOfAny([',', '"', '\r', '\n']) < 0
            ? text
            : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static string Json(List<string> words) => JsonSerializer.Serialize(words);
}
