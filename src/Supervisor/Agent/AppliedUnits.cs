// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>
/// The user's units as they were when the system's manager had loaded the same definition. A reload of the user's manager makes
/// them of the file as it is by then, which may have been edited since, or removed: what root has not applied must not keep a
/// container that crashed from coming back. In the user's runtime directory, so that they last as long as what they belong to.
/// </summary>
internal sealed class AppliedUnits(ContainerName name, UserAccount user)
{
    private readonly string _kept = StatePaths.AppliedUnits(user.Uid, name);
    private readonly string _generated = $"{StatePaths.RuntimeDirectory(user.Uid)}/systemd/generator";

    // It comes before the generators' in the order of systemd.unit(5).
    private readonly string _installed = $"{StatePaths.RuntimeDirectory(user.Uid)}/systemd/user";

    /// <summary>Keeps the units that the generator has made of this definition.</summary>
    /// <param name="prerequisites">Those of what it names.</param>
    public void Keep(string definition, Func<IReadOnlyList<string>> prerequisites)
    {
        var directory = $"{_kept}/{definition}";
        if (Directory.Exists(directory))
        {
            return;
        }

        string[] units = [UserUnits.Create(name), UserUnits.Init(name), UserUnits.Start(name), .. prerequisites()];
        if (units.Any(u => !File.Exists($"{_generated}/{u}")))
        {
            return;
        }

        if (Directory.Exists(_kept))
        {
            Directory.Delete(_kept, recursive: true);
        }

        // Complete or not there.
        var unfinished = $"{_kept}/new";
        Directory.CreateDirectory(unfinished);
        foreach (var unit in units)
        {
            File.Copy($"{_generated}/{unit}", $"{unfinished}/{unit}");
        }

        Directory.Move(unfinished, directory);
    }

    /// <summary>Puts the units of this definition in the generator's place, until <see cref="Withdraw"/>.</summary>
    /// <returns>Whether there are any.</returns>
    public bool Install(string definition)
    {
        var directory = $"{_kept}/{definition}";
        if (!Directory.Exists(directory))
        {
            return false;
        }

        Directory.CreateDirectory(_installed);
        foreach (var file in Directory.GetFiles(directory))
        {
            var link = $"{_installed}/{Path.GetFileName(file)}";
            if (!Path.Exists(link))
            {
                File.CreateSymbolicLink(link, file);
            }
        }

        return true;
    }

    /// <summary>Leaves the word to the generator again.</summary>
    public void Withdraw()
    {
        var installed = new DirectoryInfo(_installed);
        foreach (var unit in installed.Exists ? installed.GetFiles("rootful-*") : [])
        {
            // What the user has put there stays.
            if (unit.LinkTarget?.StartsWith($"{_kept}/", StringComparison.Ordinal) == true)
            {
                unit.Delete();
            }
        }
    }
}
