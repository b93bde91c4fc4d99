// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Configuration;

namespace RootfulContainers.Generator.Units;

/// <summary>System manager: what <c>rootful-network@NAME.service</c> attaches.</summary>
internal static class NetworkDropIn
{
    /// <param name="definedNetworks">Networks that a unit of ours creates, with the fingerprints of their definitions.</param>
    public static UnitFile Plan(PlannedContainer container, Dictionary<string, string> definedNetworks, string helper)
    {
        var definition = container.Definition;
        var settings = definition.Settings;
        var user = UnitNames.UserManager(container.Uid);
        var unit = new UnitFile(UnitNames.DropIn(UnitNames.Network(definition.Name)));
        unit.Unit.Add("SourcePath", UnitText.Line(definition.Path));
        // podman create pulls the image from here, before the container's own unit starts.
        string[] online = settings["depends.default"] is { Text: "false" } ? [] : ["network-online.target"];
        var networks = new List<string>();
        foreach (var network in definition.Networks)
        {
            if (definedNetworks.ContainsKey(network.Attachment.Name))
            {
                networks.Add(UnitNames.PodmanNetwork(network.Attachment.Name));
            }
        }

        // Not Requires=, with which a restart of the network's unit would stop the container before anybody could refuse. The
        // helper compares the network with its definition, and fails when it could not be made so.
        unit.Unit.AddWords("Wants", [UnitNames.Linger(container.Uid), .. networks, .. online])
            .Add("Requires", user)
            .AddWords("After", [user, .. networks, .. online])
            .AddWords("RequiresMountsFor", MountPaths(settings).Select(UnitText.PathWord));
        // Nothing is attached for a container that is not started; systemd would not notice that nobody needs the network.
        foreach (var condition in (settings["systemd.unit"]?.Values ?? []).Where(v => IsCondition(v.Name!)))
        {
            unit.Unit.Add(condition.Name!, condition.Text);
        }

        unit.Service.Add("ExecStart", "")
            .Add("ExecStart", Setup("setup", container, definedNetworks, helper))
            .Add("ExecReload", "")
            .Add("ExecReload", Setup("reload", container, definedNetworks, helper));
        return unit;
    }

    private static bool IsCondition(string directive) =>
        directive.StartsWith("Condition", StringComparison.Ordinal)
        || directive.StartsWith("Assert", StringComparison.Ordinal);

    private static string Setup(
        string verb,
        PlannedContainer container,
        Dictionary<string, string> definedNetworks,
        string helper
    )
    {
        var definition = container.Definition;
        var command = new CommandLine(helper)
            .Add([verb, definition.Name.ToString()])
            .Flag("user", container.Uid.ToString(CultureInfo.InvariantCulture))
            .Flag("definition", definition.Fingerprint);
        foreach (var network in definition.Networks)
        {
            command.Flag("network", network.Attachment.ToString());
            if (definedNetworks.TryGetValue(network.Attachment.Name, out var fingerprint))
            {
                command.Flag("network-definition", $"{network.Attachment.Name}={fingerprint}");
            }
        }

        foreach (var setting in definition.Settings)
        {
            if (setting.Key.Target is { Place: TargetPlace.HelperFlag, Name: var flag })
            {
                foreach (var value in setting.Values)
                {
                    command.Flag(flag, value.Text);
                }
            }

            if (setting.Key.Controller is { } controller)
            {
                command.Flag("limit", $"{controller}:{setting.Key.Name}");
            }
        }

        if (definition.Settings["hostname"] is { } hostname)
        {
            command.Flag("hostname", hostname.Text);
        }

        return command.ToString();
    }

    /// <summary>Where podman create and the container find files of the host.</summary>
    private static SortedSet<string> MountPaths(SettingList settings)
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var volume in settings.Texts("volumes"))
        {
            var colon = volume.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && volume[0] == '/')
            {
                paths.Add(volume[..colon]);
            }
        }

        foreach (var option in settings.Texts("mounts").SelectMany(m => m.Split(',')))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && option[..equals] is "src" or "source" && option.AsSpan(equals + 1).StartsWith('/'))
            {
                paths.Add(option[(equals + 1)..]);
            }
        }

        paths.UnionWith(settings.Texts("rootfs"));
        paths.UnionWith(settings.Texts("env_files"));
        paths.UnionWith(settings.Texts("depends.mounts_for"));
        // podman takes any path, but systemd would ignore all of the setting.
        paths.RemoveWhere(path => ValueChecks.UnitPath(path) is not null);
        return paths;
    }
}
