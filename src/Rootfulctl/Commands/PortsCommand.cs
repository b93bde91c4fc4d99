// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Text.Json;
using RootfulContainers.Rootfulctl.Holders;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>ports</c>: who has which port of the host.</summary>
internal static class PortsCommand
{
    private static readonly Column<HeldPort>[] Columns =
    [
        new("proto", static p => p.Mapping.ProtocolName),
        new("address", static p => p.Address),
        new("port", static p => p.Port),
        new("target", static p => p.Target, Shrinks: true),
        new("owner", static p => p.Holder.ToString(), Shrinks: true),
        new("user", static p => p.Holder.User ?? ""),
        new("state", static p => p.StateText, Shrinks: true)
        {
            Tone = static p =>
                p.Rivals.Count > 0 || p.State == PortStates.Invalid ? Tone.Bad
                : p.State == PortStates.Published ? Tone.Good
                : p.State == PortStates.Stopped ? Tone.Faint
                : Tone.Plain,
        },
    ];

    public static Command Create()
    {
        var all = new Option<bool>("--all", "-a")
        {
            Description = "Also the ports that containers want which do not run",
        };
        var command = new Command("ports", "List the host's ports: who has them, and where they lead") { all };
        var output = OutputOptions.AddTo(command);
        command.Run(result =>
        {
            var census = Census.Take();
            output.Print(result, census.Ports(withWanted: result.GetValue(all)), Columns, Write);
            CommandRun.SayAll(census.Gaps);
            return 0;
        });
        return command;
    }

    private static void Write(Utf8JsonWriter json, HeldPort port)
    {
        json.WriteString("protocol", port.Mapping.ProtocolName);
        json.WriteString("address", port.Mapping.HostAddress?.ToString());
        json.WriteNumber("port", port.Mapping.HostPort);
        json.WriteNumber("count", port.Mapping.Count);
        if (port.Target.Length > 0)
        {
            json.WriteNumber("container_port", port.Mapping.ContainerPort);
            json.WriteString("target", port.Target);
        }
        else
        {
            // A program's own.
            json.WriteNull("container_port");
            json.WriteNull("target");
        }

        WriteHolder(json, port.Holder);
        json.WriteString("state", port.State);
        json.WriteTexts("conflicts", port.Rivals.Select(r => r.ToString()));
    }

    /// <summary>Who it is.</summary>
    public static void WriteHolder(Utf8JsonWriter json, Holder holder)
    {
        json.WriteString("kind", holder.KindText);
        json.WriteString("owner", holder.Name.Length > 0 ? holder.Name : null);
        json.WriteString("user", holder.User);
        if (holder.Process > 0)
        {
            json.WriteNumber("pid", holder.Process);
        }
    }
}
