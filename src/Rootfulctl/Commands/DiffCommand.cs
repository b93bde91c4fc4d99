// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Output;
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>diff</c>: what daemon-reload would change, and whether what runs is what is defined.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "name of the container" };
        var command = new Command(
            "diff",
            "Show what 'systemctl daemon-reload' would change of the units of a definition"
        )
        {
            name,
        };
        command.Run(result =>
        {
            var definitions = DefinitionSet.Load();
            var target = Target.Find(result.GetRequiredValue(name), definitions);
            foreach (var units in GeneratedUnits.Of(target.WithUnits, definitions))
            {
                foreach (var (path, text) in units.FilesOf(target.Name))
                {
                    Show(path, LoadedUnits.Read(path, units.Uid), text);
                }
            }

            using var bus = SystemBus.Connect();
            if (ContainerStatus.Read(target, definitions, bus).Pending is { } pending)
            {
                CommandRun.Say($"{target.Name}: {pending}");
            }

            return 0;
        });
        return command;
    }

    private static void Show(string path, string? loaded, string? now)
    {
        var lines = LineDiff.Of(Lines(loaded), Lines(now));
        if (lines.Count > 0)
        {
            Terminal.WriteLine(Terminal.Paint(loaded is null ? "--- /dev/null" : $"--- {path}", Tone.Strong));
            Terminal.WriteLine(Terminal.Paint(now is null ? "+++ /dev/null" : $"+++ {path}", Tone.Strong));
        }

        foreach (var line in lines)
        {
            var tone = line[0] switch
            {
                '-' => Tone.Bad,
                '+' => Tone.Good,
                _ => Tone.Plain,
            };
            Terminal.WriteLine(Terminal.Paint(PrintableText.Of(line), tone));
        }
    }

    private static string[] Lines(string? text) => text is null ? [] : text.TrimEnd('\n').Split('\n');
}
