// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Definitions.Kinds.Prerequisites;
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
    /// <param name="refer">What is called otherwise where it is a file as well.</param>
    public static Rule Path(string key, Func<string, string?> line, Func<QuadletUnit, string, string>? refer = null) =>
        new(
            (file, setting) =>
            {
                foreach (var given in setting.Values)
                {
                    var value = refer is null ? given : given with { Text = refer(file, given.Text) };
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

    /// <summary>The volume of a mount, as its file is called where there is one.</summary>
    public static string Volume(QuadletUnit file, string volume)
    {
        var (name, rest) = ValueChecks.Cut(volume, ':');
        return rest is not null && file.IsFile(name + PrerequisiteTable.Volume)
            ? $"{name}{PrerequisiteTable.Volume}:{rest}"
            : volume;
    }

    /// <summary>The same in words of <c>--mount</c>.</summary>
    public static string Mount(QuadletUnit file, string mount)
    {
        var options = mount.Split(',');
        return options.Contains("type=volume", StringComparer.Ordinal)
            ? string.Join(',', options.Select(o => IsVolume(file, o) ? o + PrerequisiteTable.Volume : o))
            : mount;
    }

    private static bool IsVolume(QuadletUnit file, string option) =>
        ValueChecks.Cut(option, '=') is ("source" or "src", { } name) && file.IsFile(name + PrerequisiteTable.Volume);

    public static Rule AlwaysReplaced(string what) =>
        Rule.Lost($"there is no key for it: Quadlet always removes a {what} of the same name");

    /// <summary>A list that podman takes as one text.</summary>
    public static Rule Joined(string key, string flag, Func<IReadOnlyList<string>, string> join) =>
        new(
            (file, setting) =>
            {
                var text = join([.. setting.Texts]);
                if (QuadletText.Raw(text) is { } line)
                {
                    file.Own.Add(key, line);
                }
                else
                {
                    file.PodmanFlag(flag, text);
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
            TargetPlace.CreateFlag or TargetPlace.NetworkFlag or TargetPlace.PodmanFlag => Option(key.Target.Name),
            TargetPlace.CreateListFlag or TargetPlace.NetworkListFlag or TargetPlace.PodmanListFlag => Option(
                key.Target.Name
            ),
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
        else if (setting.Key.IsFlag)
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
    public static void Settings(UnitSection section, Setting setting)
    {
        foreach (var value in setting.Values)
        {
            section.Add(
                value.Name ?? setting.Key.Target.Name,
                value.Name is null ? UnitText.Line(value.Text) : value.Text
            );
        }
    }

    private static string FlagValue(Setting setting, SettingValue value) =>
        setting.Key.IsListFlag ? PodmanText.ListField(value.Assignment) : value.Assignment;
}
