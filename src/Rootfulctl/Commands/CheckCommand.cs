// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>check</c>: what is wrong with definitions, without any effect.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description =
                "a definition anywhere, checked as if it stood beside the others (default: all that are there)",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("check", "Say what is wrong with definitions") { files, json };
        command.Run(result =>
        {
            var paths = result.GetValue(files) ?? [];
            var mistakes = paths.Length == 0 ? [.. DefinitionSet.Load().Mistakes] : CheckedFiles.Mistakes(paths);
            if (result.GetValue(json))
            {
                Terminal.WriteLine(Json.Array(mistakes, Write));
            }
            else
            {
                Print(mistakes);
            }

            return mistakes.Count == 0 ? 0 : CommandRun.Failed;
        });
        return command;
    }

    private static void Print(IReadOnlyList<Diagnostic> mistakes)
    {
        foreach (var mistake in mistakes)
        {
            Terminal.WriteLine(MistakeText.Of(mistake, Terminal.HasColor));
        }

        if (StandardStream.IsTerminal(StandardStream.Error))
        {
            var count = mistakes.Count;
            StandardStream.WriteError(
                count == 0
                    ? "no errors"
                    : string.Create(CultureInfo.InvariantCulture, $"{count} error{(count == 1 ? "" : "s")}")
            );
        }
    }

    private static void Write(Utf8JsonWriter json, Diagnostic mistake)
    {
        json.WriteString("path", mistake.Position.Path);
        json.WriteNumber("line", mistake.Position.Line);
        json.WriteNumber("column", mistake.Position.Column);
        json.WriteString("message", mistake.Message);
    }
}
