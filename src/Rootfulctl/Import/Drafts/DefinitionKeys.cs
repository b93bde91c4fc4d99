// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Definitions;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Import.Drafts;

/// <summary>The keys that definitions have: what a value must look like is asked from those who decode it.</summary>
internal static class DefinitionKeys
{
    public static ConfigurationKey? Find(DraftKind kind, string path) => Keys(kind)?.Find(path);

    public static IReadOnlyList<ConfigurationKey> All(DraftKind kind) => Keys(kind)?.Rows ?? [];

    public static ValueKind KindOf(DraftKind kind, string path) => Find(kind, path)?.Kind ?? ValueKind.String;

    /// <summary>The value as TOML.</summary>
    /// <param name="example">The value as it is checked.</param>
    /// <param name="error">What is wrong with it; null when it can be written.</param>
    public static string Render(
        DraftKind kind,
        string path,
        string? name,
        string value,
        string example,
        out string? error
    )
    {
        var text = TomlText.Quoted(value);
        var row = Find(kind, path);
        // As it is checked when the user's home is known.
        example = row is { TakesHome: true } ? HomePath.Expand(example, "/home") : example;
        error =
            row is null ? $"a file NAME{kind.Suffix()} has no '{path}'"
            : value.Contains('\0', StringComparison.Ordinal) ? "it holds a NUL character"
            : name is not null && row?.CheckName?.Invoke(name) is { } reason ? reason
            : null;
        switch (row?.Kind ?? KindOf(kind, path))
        {
            case ValueKind.Boolean when Truth(value) is { } truth:
                return truth ? "true" : "false";
            case ValueKind.Boolean:
                error ??=
                    row?.Choices.Contains(value, StringComparer.Ordinal) == true
                        ? null
                        : $"'{value}' is neither true nor false";
                return text;
            case ValueKind.Integer:
                error ??=
                    !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                        ? $"'{value}' is not an integer"
                    : number < (row?.Minimum ?? 0) || number > (row?.Maximum ?? int.MaxValue)
                        ? $"{number} is not possible here"
                    : null;
                return value;
            case ValueKind.Duration:
                error ??=
                    TimeSpanText.TryParse(example, out _)
                    || (row?.Unlimited != false && example == TimeSpanText.Infinity)
                        ? null
                        : $"'{value}' is not a duration";
                return value.Length > 0 && value.All(char.IsAsciiDigit) ? value : text;
            case ValueKind.Size:
                error ??= ValueChecks.IsSize(example) ? null : $"'{value}' is not a size";
                return value.Length > 0 && value.All(char.IsAsciiDigit) ? value : text;
            case ValueKind.UnitSetting or ValueKind.UnitSettings:
                error ??= ValueChecks.UnitLine(example) ?? row?.Check?.Invoke(example);
                return text;
            default:
                error ??=
                    row is { Choices.Count: > 0 } && !row.Choices.Contains(example, StringComparer.Ordinal)
                        ? row.Check?.Invoke(example) ?? $"'{example}' is none of {string.Join(", ", row.Choices)}"
                        : row?.Parse?.Invoke(example).Error ?? row?.Check?.Invoke(example);
                return text;
        }
    }

    private static ConfigurationKeySet? Keys(DraftKind kind) =>
        DefinitionKinds.All.FirstOrDefault(k => k.Suffix == kind.Suffix())?.Keys;

    /// <summary>systemd's words for a boolean.</summary>
    public static bool? Truth(string value) =>
        value.ToUpperInvariant() switch
        {
            "1" or "YES" or "Y" or "TRUE" or "T" or "ON" => true,
            "0" or "NO" or "N" or "FALSE" or "F" or "OFF" => false,
            _ => null,
        };
}
