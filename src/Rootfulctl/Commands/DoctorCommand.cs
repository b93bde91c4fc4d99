// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RootfulContainers.Platform;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Doctor;
using RootfulContainers.Rootfulctl.Output;
using RootfulContainers.Rootfulctl.Systemd;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>doctor</c>: what is wrong with the host and its containers, and what mends it.</summary>
internal static class DoctorCommand
{
    // As of a status that is not known, see the LSB.
    private const int NothingKnown = 4;

    public static Command Create()
    {
        var name = new Argument<string?>("NAME")
        {
            Description =
                "only this container, also when it does not run (default: the host, and all that run or failed)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var fix = new Option<bool>("--fix") { Description = "Mend what can be mended without any effect on what runs" };
        var list = new Option<bool>("--list-checks") { Description = "Say what is looked at, and do nothing" };
        var command = new Command("doctor", "Find what is wrong, and say what mends it") { name, fix, list };
        var output = OutputOptions.AddTo(command);
        command.Run(result =>
        {
            if (result.GetValue(list))
            {
                output.Print(result, Checks.All, CheckColumns, Write);
                return 0;
            }

            List<Result> results;
            try
            {
                using var bus = SystemBus.Connect();
                results = Examine(result.GetValue(name), bus);
                if (result.GetValue(fix))
                {
                    results = results.ConvertAll(Fixed);
                }
            }
            catch (Exception e) when (HostException.IsFailureOutside(e))
            {
                CommandRun.Say(e.Message);
                return NothingKnown;
            }

            if (!Caller.IsRoot)
            {
                SayWhatIsLeftOut();
            }

            if (output.IsTable(result))
            {
                output.Print(result, results, Columns, Write);
            }
            else
            {
                Terminal.Write(string.Concat(results.Select(Text)));
                Say(results);
            }

            var left = results.Where(r => r.Done is null).ToList();
            return left.Exists(r => r.Finding.Severity == Severity.Error) ? ExitStatus.Errors
                : left.Count > 0 ? ExitStatus.Warnings
                : 0;
        });
        return command;
    }

    private static readonly Column<Check>[] CheckColumns =
    [
        new("check", static c => c.Id),
        new("about", static c => c.Subject),
        new("root", static c => c.NeedsRoot ? "root" : ""),
        new("title", static c => c.Title, Shrinks: true),
    ];

    private static readonly Column<Result>[] Columns =
    [
        new("severity", static r => r.Finding.Word) { Tone = static r => r.Finding.Tone },
        new("check", static r => r.Check.Id),
        new("about", static r => r.Subject ?? "host"),
        new("what", static r => r.Finding.What, Shrinks: true),
        new("why", static r => r.Finding.Why, Shrinks: true),
        new("remedy", static r => r.Finding.Remedy, Shrinks: true),
        new("done", static r => r.Done ?? "", Shrinks: true),
    ];

    private static List<Result> Examine(string? name, SystemBus bus)
    {
        var definitions = DefinitionSet.Load();
        ContainerName? target = name is null ? null : Target.Find(name, definitions).Name;
        var all = Inventory.Read(definitions, bus);
        var host = new Examination(definitions, bus, all);
        var examined = all.Where(c => target is null ? IsOfInterest(c) : c.Name == target).ToList();
        var users = (target is null ? all : examined)
            .Where(c => c.Uid is > 0)
            .GroupBy(c => c.Uid!.Value)
            .Select(g => new ExaminedUser(host, g.Key, [.. g]))
            .ToList();
        return
        [
            .. Checks
                .All.Where(c => Caller.IsRoot || !c.NeedsRoot)
                .SelectMany(check =>
                    check switch
                    {
                        HostCheck c when target is null => Run(c, null, () => c.Find(host)),
                        UserCheck c => users.SelectMany(u => Run(c, u.Name, () => c.Find(u))),
                        ContainerCheck c => examined.SelectMany(e =>
                            Run(c, e.Name.ToString(), () => c.Find(new ExaminedContainer(host, e)))
                        ),
                        _ => [],
                    }
                ),
        ];
    }

    /// <summary>One that was stopped is as somebody wants it.</summary>
    private static bool IsOfInterest(ListedContainer container) =>
        container.StateText is not (Words.Stopped or Words.Masked);

    private static IEnumerable<Result> Run(Check check, string? subject, Func<IEnumerable<Finding>> find)
    {
        try
        {
            return [.. find().Select(f => new Result(check, subject, f))];
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            return
            [
                new Result(
                    check,
                    subject,
                    Finding.Warning(
                        $"it could not be looked at: {e.Message}",
                        "what is wrong there is not known",
                        "see the message"
                    )
                ),
            ];
        }
    }

    private static Result Fixed(Result result)
    {
        try
        {
            return result with { Done = result.Finding.Fix?.Invoke() };
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            CommandRun.Say($"{result.Check.Id}: {e.Message}");
            return result;
        }
    }

    private static string Text(Result result)
    {
        var finding = result.Finding;
        var subject = result.Subject is null ? "" : $"{PrintableText.Of(result.Subject)}: ";
        var last = result.Done is { } done
            ? $"{Terminal.Paint("Done:", Tone.Good)} {PrintableText.Of(done)}"
            : $"{Terminal.Paint("Mend:", Tone.Faint)} {PrintableText.Of(finding.Remedy)}";
        return $"{Terminal.Paint(finding.Word, finding.Tone)} ({result.Check.Id}) {subject}{PrintableText.Of(finding.What)}\n"
            + $"  {Terminal.Paint("Why:", Tone.Faint)}  {PrintableText.Of(finding.Why)}\n  {last}\n";
    }

    private static void SayWhatIsLeftOut()
    {
        CommandRun.Say(
            $"only root can look at: {string.Join(", ", Checks.All.Where(c => c.NeedsRoot).Select(c => c.Id))}"
        );
        if (UnreadableDefinitions.Message() is { } message)
        {
            CommandRun.Say(message);
        }
    }

    private static void Say(List<Result> results)
    {
        if (StandardStream.IsTerminal(StandardStream.Error))
        {
            var fixable = results.Count(r => r.Done is null && r.Finding.Fix is not null);
            StandardStream.WriteError(
                results.Count == 0
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"nothing is wrong, as far as {Checks.All.Count} checks tell"
                    )
                : fixable > 0
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"'{CommandRun.Program} doctor --fix' mends {fixable} of {results.Count}"
                    )
                : string.Create(CultureInfo.InvariantCulture, $"{results.Count} found")
            );
        }
    }

    private static void Write(Utf8JsonWriter json, Check check)
    {
        json.WriteString("check", check.Id);
        json.WriteString("about", check.Subject);
        json.WriteBoolean("root", check.NeedsRoot);
        json.WriteString("title", check.Title);
    }

    private static void Write(Utf8JsonWriter json, Result result)
    {
        json.WriteString("severity", result.Finding.Word);
        json.WriteString("check", result.Check.Id);
        json.WriteString("about", result.Check.Subject);
        json.WriteString("name", result.Subject);
        json.WriteString("what", result.Finding.What);
        json.WriteString("why", result.Finding.Why);
        json.WriteString("remedy", result.Finding.Remedy);
        json.WriteBoolean("fixable", result.Finding.Fix is not null);
        json.WriteString("done", result.Done);
    }
}
