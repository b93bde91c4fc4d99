// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Output;
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>plot</c>: the last start of a container as a picture, like systemd-analyze plot.</summary>
internal static class PlotCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "name of the container" };
        var command = new Command("plot", "Print a picture (SVG) of the last start, unit by unit") { name };
        command.Run(result =>
        {
            var definitions = DefinitionSet.Load();
            var target = Target.Find(result.GetRequiredValue(name), definitions);
            using var bus = SystemBus.Connect();
            var status = ContainerStatus.Read(target, definitions, bus);
            Terminal.Write(TimelinePicture.Of(target.Name.ToString(), status.Steps));
            return 0;
        });
        return command;
    }
}
