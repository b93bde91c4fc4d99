// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Rootfulctl.Import.Drafts;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Flags of the podman command that makes a pod, a network, a volume or an image, to the keys that become them.</summary>
internal static class OtherFlags
{
    private const string MountOptions = "opt=o";

    public static void Take(ImportedDefinition definition, IReadOnlyList<string> words)
    {
        foreach (var word in Passwords.Without(words, definition.Draft.Lose))
        {
            if (Find(definition.Draft.Kind, word) is var (key, value))
            {
                Take(definition, key, value);
            }
            else if (word.StartsWith("--exit-policy=", StringComparison.Ordinal))
            {
                // The units' own is another one: systemd stops the pod.
                definition.Write("exit_policy", word["--exit-policy=".Length..]);
            }
            else
            {
                definition.Write("podman_args", word);
            }
        }
    }

    private static void Take(ImportedDefinition definition, ConfigurationKey key, string value)
    {
        if (key.Target.Name == MountOptions)
        {
            foreach (var option in value.Split(','))
            {
                var (name, text) = ValueChecks.Cut(option, '=');
                var isNumber = name is "uid" or "gid" && text?.All(char.IsAsciiDigit) == true;
                if (isNumber)
                {
                    definition.Write(name, text!);
                }
                else
                {
                    ContainerValues.MountOption(definition, option);
                }
            }
        }
        else if (key.Target.Name == "file")
        {
            BuildValues.File(definition, ListText.Fields(value)[0]);
        }
        else if (key.Path == "tag")
        {
            BuildValues.Tag(definition, value);
        }
        else if (
            ForeignKeys.OfFlag($"--{key.Target.Name.TrimStart('-')}") is { } flag
            && ForeignKeys.Find(definition.Draft.Kind, flag.Name) is { } foreign
        )
        {
            foreign.Apply(definition, value);
        }
        else
        {
            foreach (var item in key.IsListFlag ? ListText.Fields(value) : [value])
            {
                definition.Write(key.Path, item);
            }
        }
    }

    private static (ConfigurationKey Key, string Value)? Find(DraftKind kind, string word)
    {
        foreach (var key in DefinitionKeys.All(kind).Where(k => k.IsFlag))
        {
            var flag = $"--{key.Target.Name.TrimStart('-')}=";
            if (word.StartsWith(flag, StringComparison.Ordinal))
            {
                return (key, word[flag.Length..]);
            }
        }

        return null;
    }
}
