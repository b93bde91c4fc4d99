// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;
using static RootfulContainers.Definitions.Keys.ValueKind;

namespace RootfulContainers.Rootfulctl.Import.Drafts;

/// <summary>Keys that no decoder knows yet, with what they take. A key that has a row in its kind's table is not looked up here.</summary>
internal static class ComingKeys
{
    private static readonly Dictionary<string, ValueKind> OfContainer = new(StringComparer.Ordinal)
    {
        ["type"] = ValueKind.String,
        ["remain_after_exit"] = ValueKind.Boolean,
        ["pod"] = ValueKind.String,
        ["image_volume"] = ValueKind.String,
        ["expose"] = StringList,
        ["start_with_pod"] = ValueKind.Boolean,
        ["timer.on_calendar"] = UnitSetting,
        ["timer.on_boot"] = Duration,
        ["timer.on_startup"] = Duration,
        ["timer.on_active"] = Duration,
        ["timer.on_unit_active"] = Duration,
        ["timer.on_unit_inactive"] = Duration,
        ["timer.fixed_random_delay"] = ValueKind.Boolean,
        ["timer.persistent"] = ValueKind.Boolean,
        ["timer.randomized_delay"] = Duration,
        ["timer.accuracy"] = Duration,
    };

    private static readonly Dictionary<string, ValueKind> OfOthers = new(StringComparer.Ordinal)
    {
        ["user"] = ValueKind.String,
        ["description"] = ValueKind.String,
        ["labels"] = StringMap,
        ["annotations"] = StringMap,
        ["env"] = StringMap,
        ["args"] = StringMap,
        ["copy"] = ValueKind.Boolean,
        ["all_tags"] = ValueKind.Boolean,
        ["tls_verify"] = ValueKind.Boolean,
        ["force_rm"] = ValueKind.Boolean,
        ["autostart"] = BooleanOrStringList,
        ["retry"] = ValueKind.Integer,
        ["retry_delay"] = Duration,
        ["stop_timeout"] = ValueKind.Integer,
        ["shm_size"] = Size,
        ["image"] = ValueKind.String,
        ["driver"] = ValueKind.String,
        ["type"] = ValueKind.String,
        ["device"] = ValueKind.String,
        ["uid"] = ValueKind.Integer,
        ["gid"] = ValueKind.Integer,
        ["policy"] = ValueKind.String,
        ["pull"] = ValueKind.String,
        ["authfile"] = ValueKind.String,
        ["decryption_key"] = ValueKind.String,
        ["tag"] = ValueKind.String,
        ["network"] = ValueKind.String,
        ["cert_dir"] = ValueKind.String,
        ["arch"] = ValueKind.String,
        ["os"] = ValueKind.String,
        ["variant"] = ValueKind.String,
        ["file"] = ValueKind.String,
        ["context"] = ValueKind.String,
        ["target"] = ValueKind.String,
        ["ignore_file"] = ValueKind.String,
        ["hostname"] = ValueKind.String,
        ["exit_policy"] = ValueKind.String,
    };

    /// <summary>A value as far as decoders know it: no ~/ yet, and no '-' in front of what may be missing.</summary>
    public static string Known(string path, string value)
    {
        var known = path is "env_files" or "devices" && value.StartsWith('-') ? value[1..] : value;
        return known.StartsWith("~/", StringComparison.Ordinal) ? known[1..] : known;
    }

    public static ValueKind? Find(DraftKind kind, string path) =>
        OfContainer.TryGetValue(path, out var found) && kind == DraftKind.Container ? found
        : kind is DraftKind.Container or DraftKind.Network ? null
        : OfOthers.TryGetValue(path, out found) ? found
        // A pod has what a container has: networks, [depends], [service].
        : DefinitionKeys.Find(DraftKind.Container, path)?.Kind ?? StringList;
}
