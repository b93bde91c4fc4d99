// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Definitions.Keys;

/// <summary>Starts of podman command lines.</summary>
internal static class Podman
{
    /// <summary><c>podman</c> with what stands before the subcommand, the same for every command of a container.</summary>
    public static CommandLine For(SettingList settings) => new CommandLine("podman").Add(GlobalArguments(settings));

    /// <summary>What stands between <c>podman</c> and the subcommand.</summary>
    public static IEnumerable<string> GlobalArguments(SettingList settings)
    {
        foreach (var setting in settings)
        {
            if (setting.Key.Target.Place == TargetPlace.GlobalFlag)
            {
                foreach (var value in setting.Values)
                {
                    yield return $"--{setting.Key.Target.Name}={value.Text}";
                }
            }
        }

        foreach (var argument in settings.Texts("global_args"))
        {
            yield return argument;
        }
    }

    /// <summary>One field of a flag that podman splits at commas (pflag's StringSlice, in the quoting of CSV).</summary>
    public static string ListField(string value) =>
        value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;

    /// <summary>A list as JSON, which podman reads as an array where it would split a plain string itself.</summary>
    public static string JsonArray(IEnumerable<string> items) => $"[{string.Join(',', items.Select(JsonString))}]";

    private static string JsonString(string text) =>
        $"\"{string.Concat(text.Select(c => c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            < ' ' => $"\\u{(int)c:x4}",
            _ => c.ToString(),
        }))}\"";
}
