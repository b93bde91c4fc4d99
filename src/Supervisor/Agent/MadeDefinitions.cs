// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>
/// Which definitions volumes and images were made from. Their units stay active, and do not show by themselves that they would make
/// something else now. In the user's runtime directory, which lasts as long as they do.
/// </summary>
internal sealed class MadeDefinitions(UserAccount user)
{
    private readonly string _directory = StatePaths.MadeDefinitions(user.Uid);

    /// <summary>Whether anything was made.</summary>
    public bool IsEmpty => !Directory.Exists(_directory);

    /// <summary>Whether what the unit has made is of another definition than the one that its manager has loaded.</summary>
    public bool IsAnother(ServiceManager manager, string unit) =>
        manager.ActiveState(unit) == "active"
        && File.Exists($"{_directory}/{unit}")
        && !manager.HasEnvironment(unit, File.ReadAllText($"{_directory}/{unit}"));

    /// <summary>They are up, and made what is loaded.</summary>
    public void Keep(ServiceManager manager, IReadOnlyList<string> units)
    {
        foreach (var unit in units)
        {
            if (manager.Environment(unit).FirstOrDefault(IsDefinition) is { } definition)
            {
                Directory.CreateDirectory(_directory);
                File.WriteAllText($"{_directory}/{unit}", definition);
            }
        }
    }

    private static bool IsDefinition(string variable) =>
        variable.StartsWith($"{UserUnits.DefinitionVariable}=", StringComparison.Ordinal);
}
