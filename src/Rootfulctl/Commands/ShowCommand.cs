// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Text;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Output;
using RootfulContainers.Units;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>show</c>: the units of both managers as the generator would write them now.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "name of the container" };
        var command = new Command("show", "Show the units that are made of a definition, as they would be made now")
        {
            name,
        };
        command.Run(result =>
        {
            var definitions = DefinitionSet.Load();
            var target = Target.Find(result.GetRequiredValue(name), definitions);
            var text = new StringBuilder();
            foreach (var units in GeneratedUnits.Of(target.WithUnits, definitions))
            {
                Add(text, units);
            }

            Terminal.Write(text.ToString());
            return 0;
        });
        return command;
    }

    /// <summary>As systemctl cat shows units.</summary>
    private static void Add(StringBuilder text, GeneratedUnits units)
    {
        foreach (var unit in units.Units)
        {
            text.Append(text.Length > 0 ? "\n" : "");
            switch (unit)
            {
                case TextFile file:
                    text.Append(Heading($"# {units.Directory}/{file.Path}")).Append('\n');
                    foreach (var line in Encoding.UTF8.GetString(file.Text.Span).TrimEnd('\n').Split('\n'))
                    {
                        text.Append(PrintableText.Of(line)).Append('\n');
                    }

                    break;
                case UnitLink link:
                    text.Append(Heading($"# {units.Directory}/{link.Path} -> {link.Target}")).Append('\n');
                    break;
                default:
                    break;
            }
        }
    }

    private static string Heading(string text) => Terminal.Paint(text, Tone.Strong);
}
