// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Rootfulctl.Export.Quadlet.QuadletRules;
using Rule = RootfulContainers.Rootfulctl.Export.KeyRule<RootfulContainers.Rootfulctl.Export.Quadlet.QuadletUnit>;

namespace RootfulContainers.Rootfulctl.Export.Quadlet;

/// <summary>
/// What the keys of volumes, images and builds are for Quadlet. For a key that Quadlet of podman 5.4 does not know, the flag stands in
/// PodmanArgs=.
/// </summary>
internal static class QuadletPrerequisiteKeys
{
    public static readonly KeyRules<QuadletUnit> Volume = Of(
        new(StringComparer.Ordinal)
        {
            // Of an image it says nothing more.
            ["driver"] = new(
                static (file, setting) =>
                {
                    if (setting.Text != "image")
                    {
                        Raw("Driver").Carry!(file, setting);
                    }
                },
                null
            ),
            ["image"] = Rule.ByProperty,
            ["type"] = Rule.ByProperty,
            ["device"] = Rule.ByProperty,
            ["options"] = Rule.ByProperty,
            ["copy"] = Raw("Copy"),
            ["uid"] = Rule.ByProperty,
            ["gid"] = Rule.ByProperty,
        }
    );

    public static readonly KeyRules<QuadletUnit> Image = Of(
        new(StringComparer.Ordinal)
        {
            ["image"] = Rule.ByProperty,
            ["tag"] = Raw("ImageTag"),
            ["os"] = Raw("OS"),
            ["all_tags"] = Raw("AllTags"),
            ["cert_dir"] = Path("CertDir", QuadletText.Raw),
            ["decryption_key"] = Path("DecryptionKey", QuadletText.Raw),
        }
    );

    public static readonly KeyRules<QuadletUnit> Build = Of(
        new(StringComparer.Ordinal)
        {
            ["context"] = Rule.ByProperty,
            ["file"] = Rule.ByProperty,
            ["ignore_file"] = Rule.ByProperty,
            ["tag"] = Rule.ByProperty,
            ["tags"] = Rule.ByProperty,
            ["target"] = Raw("Target"),
            ["env"] = Words("Environment"),
            ["secrets"] = Words("Secret"),
            ["pull"] = Raw("Pull"),
            ["annotations"] = Words("Annotation"),
            ["force_rm"] = Raw("ForceRM"),
            ["network"] = Raw("Network"),
            ["dns"] = Raw("DNS"),
            ["dns_options"] = Raw("DNSOption"),
            ["dns_search"] = Raw("DNSSearch"),
            ["volumes"] = Path("Volume", QuadletText.Raw),
            ["groups"] = Raw("GroupAdd"),
        }
    );

    /// <summary>With what they have alike.</summary>
    private static KeyRules<QuadletUnit> Of(Dictionary<string, Rule> rules)
    {
        // Where the file lies.
        rules.Add("user", Rule.ByProperty);
        rules.Add("description", Rule.ByProperty);
        rules.Add("labels", Words("Label"));
        rules.Add("authfile", Path("AuthFile", QuadletText.Raw));
        rules.Add("tls_verify", Raw("TLSVerify"));
        rules.Add("arch", Raw("Arch"));
        rules.Add("variant", Raw("Variant"));
        rules.Add("podman_args", Line("PodmanArgs"));
        rules.Add("global_args", Line("GlobalArgs"));
        rules.Add("containers_conf_modules", Module);
        rules.Add("systemd.unit", new Rule(static (file, setting) => Settings(file.Unit, setting), null));
        rules.Add("systemd.service", new Rule(static (file, setting) => Settings(file.Service, setting), null));
        return new KeyRules<QuadletUnit>(rules, Others);
    }
}
