// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Definitions.Keys.ValueKind;
using static RootfulContainers.Definitions.Kinds.Prerequisites.PrerequisiteTargets;

namespace RootfulContainers.Definitions.Kinds.Prerequisites;

/// <summary>The keys that volumes, images and builds have alike.</summary>
internal static class PrerequisiteKeys
{
    public static IReadOnlyList<ConfigurationKey> General =>
        [
            new(
                "user",
                ValueKind.String,
                Property(static (p, s) => p.User = s),
                "User whose podman makes it: a name or a uid, not root."
            )
            {
                Required = true,
                Example = "\"test\"",
                Check = ValueChecks.User,
                TakesInteger = true,
                Synonyms = ["owner", "username"],
            },
            new(
                "description",
                ValueKind.String,
                Property(static (p, s) => p.Description = s.Text),
                "What systemctl shows as the unit's description."
            )
            {
                Default = "the kind and the name",
                Example = "\"Data of the shop\"",
                Check = ValueChecks.UnitLine,
            },
        ];

    public static IReadOnlyList<ConfigurationKey> Last =>
        [
            PodmanWordKeys.Arguments(
                Property(static (p, s) => p.PodmanWords = s),
                "podman's command",
                "--log-level=debug"
            ),
            PodmanWordKeys.GlobalArguments(Property(static (p, s) => p.GlobalArguments = (p.GlobalWords = s).Texts)),
            PodmanWordKeys.Modules(
                GlobalFlag(
                    "module",
                    static (p, s) => p.GlobalArguments = [.. s.Texts.Select(m => $"--module={m}"), .. p.GlobalArguments]
                ),
                "/etc/shop.containers.conf"
            ),
            new(
                "systemd.unit",
                UnitSettings,
                Property(static (p, s) => p.UnitSettings = s.Values),
                "[Unit] settings of the user's unit, as they are."
            )
            {
                Example = "{ Wants = \"ssh-agent.service\" }",
                CheckName = ValueChecks.UnitSettingName,
            },
            new(
                "systemd.service",
                UnitSettings,
                Property(static (p, s) => p.ServiceSettings = s.Values),
                "[Service] settings of the user's unit, as they are."
            )
            {
                Example = "{ Nice = 10 }",
                CheckName = ValueChecks.ServiceSettingName,
            },
        ];

    /// <summary>How registries are asked; of an image and a build.</summary>
    public static IReadOnlyList<ConfigurationKey> Registry =>
        [
            new("authfile", ValueKind.String, PodmanFlag("authfile"), "File with the credentials of registries.")
            {
                Example = "\"/etc/shop.auth.json\"",
                Check = ValueChecks.AbsolutePath,
                TakesHome = true,
                Synonyms = ["auth_file"],
            },
            new("tls_verify", ValueKind.Boolean, PodmanFlag("tls-verify"), "Check the certificates of registries.")
            {
                Default = "true",
                Example = "false",
            },
            new("retry", ValueKind.Integer, PodmanFlag("retry"), "How often a failed pull is repeated.")
            {
                Default = "3",
                Example = "5",
            },
            new("retry_delay", Duration, PodmanFlag("retry-delay"), "Pause before a pull is repeated.")
            {
                Default = "growing with each attempt",
                Example = "\"10s\"",
            },
            new("arch", ValueKind.String, PodmanFlag("arch"), "Architecture of the image.")
            {
                Default = "the host's",
                Example = "\"arm64\"",
                Check = ValueChecks.Word,
            },
            new("variant", ValueKind.String, PodmanFlag("variant"), "Variant of the architecture.")
            {
                Default = "the host's",
                Example = "\"v8\"",
                Check = ValueChecks.Word,
            },
        ];

    /// <summary>What Quadlet's words mean here.</summary>
    /// <param name="kind">Quadlet's section.</param>
    /// <param name="more">What is the kind's own.</param>
    public static IReadOnlyDictionary<string, string> Foreign(string kind, params (string Word, string Advice)[] more)
    {
        var plain = ForeignWords.Plain(kind);
        var words = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [plain] = $"the keys of [{kind}] are written at the top, without a section",
            ["install"] = "it is made before the first container that names it",
            ["unit"] = "settings of [Unit] go into [systemd.unit]",
            ["service"] = "settings of [Service] go into [systemd.service]",
            ["depends"] = "dependencies on units of the user's go into [systemd.unit], all others into the containers",
            ["quadlet"] = "there is nothing to wait for but the network, which the containers wait for",
            ["autostart"] = "it is made before the first container that names it",
            ["servicename"] = $"the unit is called rootful-{plain}@NAME.service, after the file NAME.{plain}.toml",
        };
        foreach (var (word, advice) in more)
        {
            words[word] = advice;
        }

        return words;
    }
}
