// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Units;
using Rule = RootfulContainers.Rootfulctl.Export.KeyRule<RootfulContainers.Rootfulctl.Export.Quadlet.QuadletUnit>;

namespace RootfulContainers.Rootfulctl.Export.Quadlet;

/// <summary>The ways in which keys become Quadlet's.</summary>
internal static class QuadletRules
{
    /// <summary>One line for each value, as it is.</summary>
    public static Rule Raw(string key) => Lines(key, QuadletText.Raw);

    /// <summary>The same where Quadlet splits at spaces.</summary>
    public static Rule Plain(string key) => Lines(key, QuadletText.Plain);

    /// <summary>One line for each value, as a quoted word.</summary>
    public static Rule Words(string key) => Lines(key, QuadletText.Word);

    /// <summary>All values on one line, as words.</summary>
    public static Rule Line(string key) =>
        new((file, setting) => file.Own.AddWords(key, setting.Texts.Select(QuadletText.Word)), null);

    /// <summary>Paths on one line, joined by colons.</summary>
    public static Rule Joined(string key, string option) =>
        new(
            (file, setting) =>
            {
                var paths = string.Join(':', setting.Texts);
                if (QuadletText.Plain(paths) is { } line)
                {
                    file.Own.Add(key, line);
                }
                else
                {
                    file.PodmanFlag("security-opt", $"{option}={paths}");
                }
            },
            null
        );

    /// <summary>Of a host name, an address or the like.</summary>
    public static Rule Option(string option) => new((file, setting) => Flags(file, option, setting), null);

    /// <summary>Where the definition is the same on every machine: <c>~/</c>.</summary>
    public static Rule Path(string key, Func<string, string?> line) =>
        new(
            (file, setting) =>
            {
                foreach (var value in setting.Values)
                {
                    if (value.Text.StartsWith("~/", StringComparison.Ordinal) && line(value.Text[2..]) is { } below)
                    {
                        file.Own.Add(key, below[0] == '"' ? $"\"%h/{below[1..]}" : $"%h/{below}");
                    }
                    else
                    {
                        AddLine(file, key, setting, value, line);
                    }
                }
            },
            null
        );

    /// <summary>A list as JSON, on one line.</summary>
    /// <param name="without">A first word that says nothing.</param>
    public static Rule Json(string key, string flag, string? without = null) =>
        new(
            (file, setting) =>
            {
                var json = PodmanText.JsonArray(setting.Texts.SkipWhile((word, i) => i == 0 && word == without));
                if (QuadletText.Raw(json) is { } line)
                {
                    file.Own.Add(key, line);
                }
                else
                {
                    file.PodmanFlag(flag, json);
                }
            },
            null
        );

    /// <summary>Those that have to be there: Quadlet has no word for others.</summary>
    public static Rule EnvironmentFiles { get; } =
        new(
            static (file, setting) =>
            {
                foreach (var path in setting.Texts)
                {
                    if (path.StartsWith('-'))
                    {
                        file.Lose(setting.Key.Path, $"Quadlet reads no file that may be missing, as {path[1..]}");
                    }
                    else
                    {
                        file.Own.Add(
                            "EnvironmentFile",
                            QuadletText.Word(path).Replace("\"~/", "\"%h/", StringComparison.Ordinal)
                        );
                    }
                }
            },
            null
        );

    /// <summary>A module of containers.conf(5).</summary>
    public static Rule Module { get; } =
        new(
            static (file, setting) =>
            {
                foreach (var module in setting.Texts)
                {
                    var isLine = QuadletText.Raw(module) is not null;
                    file.Own.Add(
                        isLine ? "ContainersConfModule" : "GlobalArgs",
                        isLine ? QuadletText.Raw(module)! : QuadletText.Word($"--module={module}")
                    );
                }
            },
            null
        );

    /// <summary>As the target of the key says, which most of podman's and all of systemd's words need no more than.</summary>
    public static Rule? Others(ConfigurationKey key) =>
        key.Target.Place switch
        {
            TargetPlace.CreateFlag or TargetPlace.NetworkFlag => Option(key.Target.Name),
            TargetPlace.CreateListFlag or TargetPlace.NetworkListFlag => Option(key.Target.Name),
            TargetPlace.SecurityOption => new Rule(SecurityOption, null),
            TargetPlace.ContainerUnit => new Rule(static (file, setting) => Settings(file.Unit, setting), null),
            TargetPlace.ContainerService => new Rule(static (file, setting) => Settings(file.Service, setting), null),
            TargetPlace.ProcessesService => new Rule(
                static (file, setting) =>
                {
                    foreach (var value in setting.Values)
                    {
                        file.Service.Add(setting.Key.Target.Name, value.Text);
                    }
                },
                null
            ),
            _ => null,
        };

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static Rule Lines(string key, Func<string, string?> line) =>
        new(
            (file, setting) =>
            {
                foreach (var value in setting.Values)
                {
                    AddLine(file, key, setting, value, line);
                }
            },
            null
        );

    private static void AddLine(
        QuadletUnit file,
        string key,
        Setting setting,
        SettingValue value,
        Func<string, string?> line
    )
    {
        if (line(FlagValue(setting, value)) is { } text)
        {
            file.Own.Add(key, text);
        }
        else if (IsPodmanFlag(setting.Key))
        {
            file.PodmanFlag(setting.Key.Target.Name.TrimStart('-'), FlagValue(setting, value));
        }
        else if (setting.Key.Target.Place == TargetPlace.SecurityOption)
        {
            file.PodmanFlag("security-opt", setting.Key.Target.Name + value.Text);
        }
        else
        {
            file.Lose(setting.Key.Path, $"{key}= of Quadlet cannot hold this value");
        }
    }

    private static void SecurityOption(QuadletUnit file, Setting setting)
    {
        var option = setting.Key.Target.Name;
        if (setting.Key.Kind != ValueKind.Boolean)
        {
            file.PodmanFlag("security-opt", option + string.Join(':', setting.Texts));
        }
        else if (setting.IsTrue)
        {
            file.PodmanFlag("security-opt", option);
        }
    }

    private static void Flags(QuadletUnit file, string option, Setting setting)
    {
        foreach (var value in setting.Values)
        {
            file.PodmanFlag(option, FlagValue(setting, value));
        }
    }

    /// <summary>As the units of ours have it.</summary>
    private static void Settings(UnitSection section, Setting setting)
    {
        foreach (var value in setting.Values)
        {
            section.Add(
                value.Name ?? setting.Key.Target.Name,
                value.Name is null ? UnitText.Line(value.Text) : value.Text
            );
        }
    }

    private static bool IsPodmanFlag(ConfigurationKey key) =>
        key.Target.Place
            is TargetPlace.CreateFlag
                or TargetPlace.CreateListFlag
                or TargetPlace.NetworkFlag
                or TargetPlace.NetworkListFlag
                or TargetPlace.HelperFlag;

    private static string FlagValue(Setting setting, SettingValue value) =>
        setting.Key.Target.Place is TargetPlace.CreateListFlag or TargetPlace.NetworkListFlag
            ? PodmanText.ListField(value.Assignment)
            : value.Assignment;
}
