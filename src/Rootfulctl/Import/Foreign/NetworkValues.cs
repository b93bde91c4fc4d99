// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Values of a network that are not written as they are.</summary>
internal static class NetworkValues
{
    public static void DisableNames(ImportedDefinition network, string value)
    {
        if (DefinitionKeys.Truth(value) is { } isDisabled)
        {
            network.Draft.Put("dns", isDisabled ? "false" : "true");
        }
        else
        {
            network.Draft.Lose($"'{value}' is neither true nor false");
        }
    }

    /// <param name="value">Options of the driver, separated by commas.</param>
    public static void Option(ImportedDefinition network, string value)
    {
        foreach (var option in value.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            var (name, text) = equals < 0 ? (option, "") : (option[..equals], option[(equals + 1)..]);
            switch (name)
            {
                case "isolate" or "mtu" or "vlan":
                    network.Write(name, text);
                    break;
                case "com.docker.network.driver.mtu":
                    network.Write("mtu", text);
                    break;
                case "parent" or "com.docker.network.bridge.name":
                    network.Write("interface_name", text);
                    break;
                case "macvlan_mode" or "ipvlan_mode":
                    network.Draft.Write("options", "mode", text);
                    break;
                case var docker when docker.StartsWith("com.docker.", StringComparison.Ordinal):
                    network.Draft.Lose($"{docker} is no option of podman's networks");
                    break;
                default:
                    network.Draft.Write("options", name, text);
                    break;
            }
        }
    }
}
