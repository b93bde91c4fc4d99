// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Text.Json;
using RootfulContainers.Rootfulctl.Holders;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>whois</c>: who has that port, address, MAC or interface.</summary>
internal static class WhoisCommand
{
    public static Command Create()
    {
        var word = new Argument<string>("WHAT")
        {
            Description = "an address, PORT[/PROTOCOL], a MAC, an interface of the host such as a veth, or a name",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("whois", "Say who has an address, a port, a MAC or an interface") { word, json };
        command.Run(result =>
        {
            var what = result.GetRequiredValue(word);
            var census = Census.Take();
            var answers = Answer.Find(census, what);
            if (result.GetValue(json))
            {
                Terminal.WriteLine(Json.Array(answers, Write));
            }
            else
            {
                Terminal.Write(string.Join('\n', answers.Select(Text)));
            }

            CommandRun.SayAll(census.Gaps);
            if (answers.Count == 0)
            {
                var vacancy = Answer.Vacancy(census, what);
                CommandRun.Say($"nobody has {what}{(vacancy is null ? "" : $"; {vacancy}")}");
            }

            return answers.Count == 0 ? ExitStatus.Failed : 0;
        });
        return command;
    }

    private static string Text(Answer answer)
    {
        (string Name, string Text)[] fields =
        [
            ("User", answer.Holder.User ?? ""),
            ("Network", answer.Network),
            ("Addresses", string.Join(", ", answer.Addresses)),
            ("MAC", answer.Mac),
            ("Interface", answer.Interface),
            ("Host's end", answer.HostEnd),
            ("Ports", string.Join(", ", answer.Ports)),
            ("Names", string.Join(", ", answer.Names)),
            ("State", answer.State),
        ];
        var title = $"{Terminal.Paint(PrintableText.Of(answer.Holder.ToString()), Tone.Strong)} - {answer.What}\n";
        return title
            + string.Concat(
                fields.Where(f => f.Text.Length > 0).Select(f => $"{f.Name, 13}: {PrintableText.Of(f.Text)}\n")
            );
    }

    private static void Write(Utf8JsonWriter json, Answer answer)
    {
        json.WriteString("what", answer.What);
        PortsCommand.WriteHolder(json, answer.Holder);
        json.WriteString("network", answer.Network);
        json.WriteString("interface", answer.Interface);
        json.WriteString("host_end", answer.HostEnd);
        json.WriteString("mac", answer.Mac);
        json.WriteTexts("addresses", answer.Addresses);
        json.WriteTexts("ports", answer.Ports);
        json.WriteTexts("names", answer.Names);
        json.WriteString("state", answer.State);
    }
}
