// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>System manager: what <c>rootful-network@NAME.service</c> attaches.</summary>
internal static class NetworkDropIn
{
    /// <param name="flags">Of the network helper, from keys that pass through.</param>
    /// <param name="definedNetworks">Networks that a unit of ours creates, with the fingerprints of their definitions.</param>
    public static UnitFile Plan(
        PlannedContainer container,
        List<(string Flag, string Value)> flags,
        Dictionary<string, string> definedNetworks,
        string helper
    )
    {
        var definition = container.Definition;
        var user = SystemUnits.UserManager(container.Uid);
        var unit = new UnitFile(SystemUnits.DropIn(SystemUnits.Network(definition.Name)));
        unit.Unit.Add("SourcePath", UnitText.Line(definition.Path));
        // podman create pulls the image from here, before the container's own unit starts.
        string[] online = definition.WaitsForNetwork ? ["network-online.target"] : [];
        var networks = new List<string>();
        foreach (var network in definition.Networks)
        {
            if (definedNetworks.ContainsKey(network.Attachment.Name))
            {
                networks.Add(SystemUnits.PodmanNetwork(network.Attachment.Name));
            }
        }

        // Not BindsTo=: where the other fails, it is the helper that says so.
        string[] owner = definition.SharedNetwork is { } other ? [SystemUnits.Network(other)] : [];
        // Not Requires=, with which a restart of the network's unit would stop the container before anybody could refuse. The
        // helper compares the network with its definition, and fails when it could not be made so.
        unit.Unit.AddWords("Wants", [SystemUnits.Linger(container.Uid), .. owner, .. networks, .. online])
            .Add("Requires", user)
            .AddWords("Conflicts", Others(definition, "Conflicts"))
            .AddWords("PartOf", owner)
            .AddWords("Before", Rivals(definition, "Before"))
            .AddWords("After", [user, .. owner, .. networks, .. online, .. Rivals(definition, "After")])
            .AddWords("RequiresMountsFor", MountPaths(definition).Select(UnitText.PathWord));
        // Nothing is attached for a container that is not started; systemd would not notice that nobody needs the network.
        foreach (var condition in definition.UnitSettings.Where(v => IsCondition(v.Name!)))
        {
            unit.Unit.Add(condition.Name!, condition.Text);
        }

        if (definition.Remains is { IsTrue: true })
        {
            // Who starts a job that is done already starts its network, for which there is nothing to do.
            unit.Service.Add(
                "ExecCondition",
                new CommandLine(helper).Add([HelperCommands.UnlessActive, definition.Name.ToString()]).ToString()
            );
        }

        unit.Service.Add("ExecStart", "")
            .Add("ExecStart", Setup(HelperCommands.Setup, container, flags, definedNetworks, helper));
        if (definition.SharedNetwork is null)
        {
            unit.Service.Add("ExecReload", "")
                .Add("ExecReload", Setup(HelperCommands.Reload, container, flags, definedNetworks, helper));
        }

        return unit;
    }

    /// <summary>
    /// Those of the units that the container names with that directive with which it cannot be up at the same time, perhaps as they have
    /// the same port: that is bound and given up with the network.
    /// </summary>
    private static IEnumerable<string> Rivals(ContainerDefinition definition, string directive) =>
        Others(definition, directive).Intersect(Others(definition, "Conflicts"), StringComparer.Ordinal);

    private static IEnumerable<string> Others(ContainerDefinition definition, string directive) =>
        definition
            .Dependencies.Where(s => s.Key.Target.Name == directive)
            .SelectMany(s => s.Values)
            .SelectMany(v => SystemUnits.WithNetworkOfDependency(v.Text))
            .Distinct(StringComparer.Ordinal);

    private static bool IsCondition(string directive) =>
        directive.StartsWith("Condition", StringComparison.Ordinal)
        || directive.StartsWith("Assert", StringComparison.Ordinal);

    private static string Setup(
        string verb,
        PlannedContainer container,
        List<(string Flag, string Value)> flags,
        Dictionary<string, string> definedNetworks,
        string helper
    )
    {
        var definition = container.Definition;
        var command = new CommandLine(helper)
            .Add([verb, definition.Name.ToString()])
            .Option(HelperOptions.User, container.Uid.ToString(CultureInfo.InvariantCulture))
            .Option(HelperOptions.Definition, definition.Fingerprint)
            .Add(definition.IsNamespaceFirst ? [HelperOptions.NamespaceFirst] : [])
            .Add(verb == HelperCommands.Setup && definition.MayStartAhead ? [HelperOptions.Start] : []);
        if (definition.SharedNetwork is { } owner)
        {
            command.Option(HelperOptions.NetworkOf, owner.ToString());
        }

        foreach (var network in definition.Networks)
        {
            command.Option(HelperOptions.Network, network.Attachment.ToString());
            if (definedNetworks.TryGetValue(network.Attachment.Name, out var fingerprint))
            {
                command.Option(HelperOptions.NetworkDefinition, $"{network.Attachment.Name}={fingerprint}");
            }
        }

        foreach (var (flag, value) in flags)
        {
            command.Option(flag, value);
        }

        // podman calls a pod's containers by the pod's name.
        if ((definition.Hostname?.Text ?? (definition.IsPod ? $"{definition.Name}" : null)) is { } hostname)
        {
            command.Option(HelperOptions.Hostname, hostname);
        }

        return command.ToString();
    }

    /// <summary>Where podman and the container find files of the host.</summary>
    private static SortedSet<string> MountPaths(ContainerDefinition definition)
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var volume in definition.Volumes)
        {
            var colon = volume.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && volume[0] == '/')
            {
                paths.Add(volume[..colon]);
            }
        }

        foreach (var option in definition.Mounts.SelectMany(m => m.Split(',')))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && option[..equals] is "src" or "source" && option.AsSpan(equals + 1).StartsWith('/'))
            {
                paths.Add(option[(equals + 1)..]);
            }
        }

        paths.UnionWith(definition.Rootfs?.Texts ?? []);
        paths.UnionWith(definition.VariableFiles.Where(f => f[0] != '-'));
        paths.UnionWith(definition.Prerequisites.SelectMany(p => p.MountedPaths));
        paths.UnionWith(definition.MountedPaths);
        paths.UnionWith(definition.Home is { } home ? [home] : []);
        // podman takes any path, but systemd would ignore all of the setting.
        paths.RemoveWhere(path => ValueChecks.UnitPath(path) is not null);
        return paths;
    }
}
