// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>Whether a container starts at boot, where the admin says so beside its definition: in a drop-in of it.</summary>
internal static class Autostart
{
    private const string Units = "/etc/systemd/system";

    // Behind most others; the last one counts.
    private static string DropIn(string definition) =>
        $"{DefinitionPaths.Admin}/{Path.GetFileName(definition)}.d/80-autostart{DefinitionPaths.Extension}";

    /// <returns>Its path.</returns>
    /// <exception cref="HostException">There is none that could say anything.</exception>
    public static string RequireDefinition(Target target) =>
        target.Definition?.Path ?? throw target.Undefined("that could say when it starts");

    /// <returns>What was done; null if there was nothing to do.</returns>
    /// <exception cref="HostException">It has no definition, or it cannot be written.</exception>
    public static string? Set(Target target, DefinitionSet definitions, bool wanted)
    {
        var name = target.Name;
        var path = DropIn(RequireDefinition(target));
        if (definitions.IsStartedAtBoot(name, without: path) == wanted)
        {
            return Remove(path) ? $"removed {path}: without it {name} {Says(wanted)}" : null;
        }

        if (definitions.IsStartedAtBoot(name) == wanted && File.Exists(path))
        {
            return null;
        }

        ConfigurationFile.MakeDirectory(Path.GetDirectoryName(path)!);
        var text = $"# By 'rootfulctl {(wanted ? "enable" : "disable")}'.\nautostart = {(wanted ? "true" : "false")}\n";
        ConfigurationFile.Write(path, text, null, replace: true);
        return DefinitionSet.Load().IsStartedAtBoot(name) == wanted
            ? $"wrote {path}: {name} {Says(wanted)}"
            : throw new HostException($"wrote {path}, but a later drop-in of {name} has another 'autostart'");
    }

    /// <summary>By which systemd starts it at boot whatever its definition says: what "systemctl enable" makes.</summary>
    public static IEnumerable<string> Links(ContainerName name) =>
        DirectoryStream
            .Names(Units)
            .Where(n =>
                n.EndsWith(".wants", StringComparison.Ordinal) || n.EndsWith(".requires", StringComparison.Ordinal)
            )
            .Select(n => $"{Units}/{n}/{SystemUnits.Container(name)}")
            .Where(p => NativeFile.LinkTarget(p) is not null);

    private static string Says(bool wanted) => wanted ? "starts at boot" : "does not start at boot";

    private static bool Remove(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        File.Delete(path);
        if (DirectoryStream.Names(Path.GetDirectoryName(path)!).Count == 0)
        {
            Directory.Delete(Path.GetDirectoryName(path)!);
        }

        return true;
    }
}
