// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Units;

namespace RootfulContainers.Rootfulctl.Export.Quadlet;

/// <summary>What starts a container by time: a unit of systemd's, which Quadlet has no file for.</summary>
internal static class QuadletTimer
{
    public static QuadletUnit Of(ContainerDefinition definition)
    {
        var file = new QuadletUnit(definition.Name.ToString(), "Timer");
        file.Losses.Note(
            $"Timer of container {definition.Name} of user {definition.User!.Text}: a file in that user's ~/.config/systemd/user, "
                + "and not among Quadlet's"
        );
        file.Unit.Add("Description", $"Timer of container {definition.Name}");
        foreach (var setting in definition.Times)
        {
            if (setting.Key.Path == "timer.on_startup")
            {
                file.Losses.Note("OnStartupSec counts from the start of the user's service manager");
            }

            foreach (var value in setting.Values)
            {
                file.Own.Add(setting.Key.Target.Name, UnitText.Line(value.Text));
            }
        }

        QuadletContainer.AddAutostart(file, definition);
        return file;
    }
}
