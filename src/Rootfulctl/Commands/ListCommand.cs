// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Text.Json;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Output;
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>list</c>: every container that is defined, and those that run without.</summary>
internal static class ListCommand
{
    public const string Name = "list";

    public static Command Create()
    {
        var users = new Option<string[]>("--user") { Description = "Only containers of this user", HelpName = "USER" };
        var states = new Option<string[]>("--state")
        {
            Description = "Only containers in this state",
            HelpName = "STATE",
        };
        states.TakeOnly(Words.States);
        var networks = new Option<string[]>("--network")
        {
            Description = "Only containers on this network",
            HelpName = "NETWORK",
        };
        var kinds = new Option<string[]>("--kind")
        {
            Description = "Volumes, images or builds that are defined, in place of containers",
            HelpName = "KIND",
        };
        kinds.TakeOnly(ListedPrerequisite.Kinds);
        var watch = new Option<bool>("--watch", "-w") { Description = "Go on, and show what changes" };
        var command = new Command(Name, "List all containers: what they are, what they have, how they do")
        {
            users,
            states,
            networks,
            kinds,
            watch,
        };
        command.Aliases.Add("ls");
        var output = OutputOptions.AddTo(command);
        command.Run(result =>
        {
            if (result.GetValue(kinds) is { Length: > 0 } chosen)
            {
                PrintPrerequisites(result, chosen);
                return 0;
            }

            using var bus = SystemBus.Connect();
            if (result.GetValue(watch))
            {
                var changes = new ContainerChanges(bus);
                output.Follow(result, () => Next(changes), Columns, static c => c.Name.ToString(), Write);
            }
            else
            {
                output.Print(result, Read(), Columns, Write);
            }

            return 0;

            IReadOnlyList<ListedContainer> Next(ContainerChanges changes)
            {
                changes.Wait();
                return Read();
            }

            IReadOnlyList<ListedContainer> Read() => Chosen(result, bus);
        });
        return command;

        void PrintPrerequisites(ParseResult result, IReadOnlyList<string> chosen)
        {
            if (result.GetValue(watch) || result.GetValue(states)?.Length > 0 || result.GetValue(networks)?.Length > 0)
            {
                throw new UsageException("--kind goes together only with --user and how the table is shown");
            }

            var definitions = DefinitionSet.Load();
            var uids = Uids(result, definitions);
            var rows = ListedPrerequisite
                .Read(definitions, chosen)
                .Where(p => uids.Count == 0 || (p.Checked.Uid is { } uid && uids.Contains(uid)))
                .ToList();
            output.Print(result, rows, PrerequisiteColumns, WritePrerequisite);
        }

        List<uint> Uids(ParseResult result, DefinitionSet definitions) =>
            [
                .. (result.GetValue(users) ?? []).Select(u =>
                    definitions.Users.Find(u) ?? throw new UsageException($"there is no user '{u}'")
                ),
            ];

        List<ListedContainer> Chosen(ParseResult result, SystemBus bus)
        {
            var definitions = DefinitionSet.Load();
            var uids = Uids(result, definitions);
            var chosenStates = result.GetValue(states) ?? [];
            var chosenNetworks = result.GetValue(networks) ?? [];
            return Inventory
                .Read(definitions, bus)
                .Where(c =>
                    (uids.Count == 0 || (c.Uid is { } uid && uids.Contains(uid)))
                    && (chosenStates.Length == 0 || chosenStates.Contains(c.StateText, StringComparer.Ordinal))
                    && (
                        chosenNetworks.Length == 0 || c.Networks.Intersect(chosenNetworks, StringComparer.Ordinal).Any()
                    )
                )
                .ToList();
        }
    }

    private static readonly Column<ListedContainer>[] Columns =
    [
        new("name", static c => c.Name.ToString()),
        new("user", static c => c.User ?? ""),
        new("state", static c => c.StateText) { Tone = static c => Words.Tone(c.StateText) },
        new("health", static c => c.Health?.Status ?? "")
        {
            Tone = static c => c.Health is null ? Tone.Faint : Words.HealthTone(c.Health.Status),
        },
        new("addresses", static c => string.Join(", ", c.Addresses), Shrinks: true),
        new("ports", static c => string.Join(", ", c.Ports), Shrinks: true),
        new("since", static c => c.Since is { } since ? Age.Of(DateTimeOffset.UtcNow - since) : ""),
        new("last", static c => c.Runs?.LastText ?? "") { IsOptional = true },
        new("next", static c => c.Runs?.NextText ?? "") { IsOptional = true },
        new(
            "image",
            static c =>
                c.IsUndefined ? "(no definition)"
                : c.UnreadablePath is not null ? "(not yours to read)"
                : c.Definition?.Image ?? "",
            Shrinks: true
        ),
    ];

    private static readonly Column<ListedPrerequisite>[] PrerequisiteColumns =
    [
        new("name", static p => p.Checked.Name.ToString()),
        new("kind", static p => p.Kind),
        new("user", static p => p.User),
        new("state", static p => p.State)
        {
            Tone = static p => p.State == ListedPrerequisite.Made ? Tone.Good : Words.Tone(p.State),
        },
        new("used_by", static p => string.Join(", ", p.UsedBy), Shrinks: true),
        new("unit", static p => p.Checked.Unit, Shrinks: true),
    ];

    public static void WritePrerequisite(Utf8JsonWriter json, ListedPrerequisite definition)
    {
        json.WriteString("name", definition.Checked.Name.ToString());
        json.WriteString("kind", definition.Kind);
        json.WriteString("definition", definition.Checked.Path);
        json.WriteString("user", definition.User);
        json.WriteString("state", definition.State);
        json.WriteTexts("used_by", definition.UsedBy);
        json.WriteString("unit", definition.Checked.Unit);
        json.WriteString("reference", definition.Checked.Reference);
        json.WriteTexts("errors", definition.Errors.Select(m => m.ToString()));
    }

    /// <summary>What every answer about a container has.</summary>
    public static void Write(Utf8JsonWriter json, ListedContainer container)
    {
        json.WriteString("name", container.Name.ToString());
        json.WriteString("definition", container.UnreadablePath ?? container.Definition?.Path);
        json.WriteString("user", container.User);
        json.WriteString("state", container.StateText);
        json.WriteString("health", container.Health?.Status);
        json.WriteTexts("networks", container.Networks);
        json.WriteTexts("addresses", container.Addresses);
        json.WriteTexts("ports", container.Ports);
        json.WriteTime("since", container.Since);
        json.WriteTime("last_run", container.Runs?.Last);
        json.WriteString("last_result", container.Runs?.Outcome);
        json.WriteTime("next_run", container.Runs?.Next);
        json.WriteString("image", container.Definition?.Image);
        json.WriteTexts("errors", container.Definition?.Errors.Select(m => m.ToString()) ?? []);
    }
}
