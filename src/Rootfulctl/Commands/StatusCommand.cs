// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Output;
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>status</c>: one container on one screen; exit statuses are those of the LSB.</summary>
internal static class StatusCommand
{
    private const int NotRunning = 3;
    private const int Unknown = 4;
    private const int HealthResults = 3;

    public static Command Create()
    {
        var name = new Argument<string>("NAME")
        {
            Description = "name of the container or pod, or NAME.volume, NAME.image, NAME.build",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("status", "Show how a container does, and why it does not run") { name, json };
        command.Run(result =>
        {
            var definitions = DefinitionSet.Load();
            if (definitions.FindPrerequisite(result.GetRequiredValue(name)) is { } prerequisite)
            {
                return PrerequisiteStatus.Show(prerequisite, definitions, result.GetValue(json)) ? 0 : NotRunning;
            }

            Target target;
            try
            {
                target = Target.Find(result.GetRequiredValue(name), definitions);
            }
            catch (UnknownContainerException e)
            {
                CommandRun.Say(e.Message);
                return Unknown;
            }

            using var bus = SystemBus.Connect();
            var status = ContainerStatus.Read(target, definitions, bus);
            if (result.GetValue(json))
            {
                Terminal.WriteLine(Json.Object(writer => Write(writer, status)));
            }
            else
            {
                Show(status, definitions);
            }

            return status.Listed.StateText is Words.Done or Words.Running ? 0 : NotRunning;
        });
        return command;
    }

    private static void Show(ContainerStatus status, DefinitionSet definitions)
    {
        var (container, definition) = (status.Listed, status.Target.Definition);
        var state = container.StateText;
        var since = container.Since is { } time
            ? $" since {time.ToLocalTime():yyyy-MM-dd HH:mm:ss} ({Age.Of(DateTimeOffset.UtcNow - time)})"
            : "";
        var description = definition?.Container?.Description is { Length: > 0 } text
            ? $" - {PrintableText.Of(text)}"
            : "";
        Terminal.WriteLine(
            $"{Terminal.Paint("●", Words.Tone(state))} {Terminal.Paint(container.Name.ToString(), Tone.Strong)}{description}"
        );
        Field("State", Terminal.Paint(state, Words.Tone(state)) + since);
        if (status.Reason is { } reason)
        {
            Field("Reason", Terminal.Paint(PrintableText.Of(reason), Tone.Bad));
        }

        Text("Status", container.IsRunning ? status.Container.Text("StatusText") : "");
        if (status.Pending is { } pending)
        {
            Field("Pending", Terminal.Paint(pending, Tone.Warning));
        }

        Text("Last run", container.Runs?.LastText ?? "");
        Text("Next run", container.Runs?.NextText ?? "");
        Text(
            "Definition",
            container.UnreadablePath is { } path ? $"not known, as you may not read {path}" : definition?.Path ?? ""
        );
        Text(
            "User",
            container.Uid is { } uid
                ? string.Create(CultureInfo.InvariantCulture, $"{container.User} (uid {uid})")
                : container.User ?? ""
        );
        Text("Image", definition?.Image ?? "");
        Text("Container", container.State.Id ?? "");
        Text("Containers", string.Join(", ", definitions.Members(container.Name)));
        ShowNetworks(container);
        Text("Ports", string.Join(", ", container.Ports));
        Text("Needs", string.Join(", ", Needs(status)));
        Text("Needed by", string.Join(", ", NeededBy(status)));
        ShowResources(status.Processes);
        ShowHealth(container.Health);
        Errors(definition?.Errors ?? []);

        Block("Last start", Timeline.Lines(status.Steps));
        Block("Last lines", status.Log.Select(l => PrintableText.Of(l)));
    }

    private static void ShowNetworks(ListedContainer container)
    {
        foreach (var one in container.State.Interfaces)
        {
            var end = container.State.HostEnds.FirstOrDefault(e => e.Bridge == one.Bridge);
            string[] parts =
            [
                string.Join(", ", one.Addresses),
                $"{one.Name} {one.Mac}",
                .. one.Aliases.Count > 0 ? (string[])[$"names {string.Join(", ", one.Aliases)}"] : [],
                .. end is null ? (string[])[] : [$"host's end {end.Link.Name} on {end.Bridge}"],
            ];
            Text($"On {one.Network}", string.Join("; ", parts));
        }

        if (container.State.Interfaces.Count == 0)
        {
            Text("Networks", string.Join(", ", container.Networks));
            Text("Addresses", string.Join(", ", container.Addresses));
        }
    }

    private static void ShowResources(UserUnitProperties? init)
    {
        string[] used =
        [
            .. init?.Number("MemoryCurrent") is { } memory ? (string[])[$"memory {Size(memory)}"] : [],
            .. init?.Number("TasksCurrent") is { } tasks ? (string[])[$"{tasks} tasks"] : [],
            .. init?.Number("CPUUsageNSec") is { } time
                ? (string[])[string.Create(CultureInfo.InvariantCulture, $"CPU {time / 1e9:0.000} s")]
                : [],
        ];
        Text("Uses", string.Join(", ", used));
    }

    private static void ShowHealth(ContainerHealth? health)
    {
        if (health is null)
        {
            return;
        }

        var streak = health.FailingStreak > 0 ? $", failed {health.FailingStreak} times in a row" : "";
        Field("Health", Terminal.Paint(health.Status, Words.HealthTone(health.Status)) + streak);
        Block(
            "Health checks",
            health
                .Results.TakeLast(HealthResults)
                .Select(r =>
                    PrintableText.Of($"{r.Start[..Math.Min(19, r.Start.Length)]}  exit {r.ExitCode}  {r.Output}", 200)
                )
        );
    }

    private static IEnumerable<string> Needs(ContainerStatus status) =>
        Containers(status, ["Requires", "Wants", "BindsTo", "Requisite"]);

    private static IEnumerable<string> NeededBy(ContainerStatus status) =>
        Containers(status, ["RequiredBy", "WantedBy", "BoundBy", "RequisiteOf"]);

    /// <summary>Not what every service has.</summary>
    private static IEnumerable<string> Containers(ContainerStatus status, string[] properties) =>
        properties
            .SelectMany(status.Container.Texts)
            .Where(u => u is not ("sysinit.target" or "system.slice" or "system-rootful\\x2dcontainer.slice"))
            .Where(u => u != status.Network.Unit)
            .Select(SystemUnits.DefinitionOf)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    public static void Errors(IEnumerable<Diagnostic> errors) =>
        Block("Errors", errors.SelectMany(m => DiagnosticText.Of(m, Terminal.HasColor).Split('\n')));

    public static void Text(string name, string text)
    {
        if (text.Length > 0)
        {
            Field(name, PrintableText.Of(text));
        }
    }

    /// <param name="text">Fit for a terminal.</param>
    public static void Field(string name, string text) => Terminal.WriteLine($"{name, 13}: {text}");

    public static void Block(string name, IEnumerable<string> lines)
    {
        var isFirst = true;
        foreach (var line in lines)
        {
            if (isFirst)
            {
                Terminal.WriteLine($"\n{Terminal.Paint(name, Tone.Strong)}");
                isFirst = false;
            }

            var shown =
                Terminal.IsTerminal && Terminal.Width is { } width
                    ? DisplayWidth.Cut(line, Math.Max(20, width - 2))
                    : line;
            Terminal.WriteLine($"  {shown}");
        }
    }

    private static string Size(ulong bytes) =>
        bytes < 1 << 20
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KiB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.0} MiB");

    private static void Write(Utf8JsonWriter json, ContainerStatus status)
    {
        var container = status.Listed;
        ListCommand.Write(json, container);
        json.WriteString("reason", status.Reason);
        json.WriteString("status", status.Container.Text("StatusText"));
        json.WriteString("pending", status.Pending);
        json.WriteString("id", container.State.Id);
        json.WriteStartArray("interfaces");
        foreach (var one in container.State.Interfaces)
        {
            json.WriteStartObject();
            json.WriteString("network", one.Network);
            json.WriteString("name", one.Name);
            json.WriteString("mac", one.Mac);
            json.WriteTexts("addresses", one.Addresses.Select(a => a.ToString()));
            json.WriteTexts("aliases", one.Aliases);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteTexts("needs", Needs(status));
        json.WriteTexts("needed_by", NeededBy(status));
        json.WriteStartArray("last_start");
        foreach (var step in status.Steps.OrderBy(s => s.Began))
        {
            json.WriteStartObject();
            json.WriteString("unit", step.Unit);
            json.WriteString("manager", step.Manager);
            json.WriteNumber("began_usec", step.Began);
            if (step.Ready is { } ready)
            {
                json.WriteNumber("ready_usec", ready);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteTexts("log", status.Log);
    }
}
