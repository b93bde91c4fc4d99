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
            var errors = paths.Length == 0 ? [.. DefinitionSet.Load().Errors] : CheckedFiles.Errors(paths);
            if (UnreadableDefinitions.Message() is { } message)
            {
                CommandRun.Say(message);
            }

            if (result.GetValue(json))
            {
                Terminal.WriteLine(Json.Array(errors, Write));
            }
            else
            {
                Print(errors);
            }

            return errors.Count == 0 ? 0 : ExitStatus.Failed;
        });
        return command;
    }

    private static void Print(IReadOnlyList<Diagnostic> errors)
    {
        foreach (var error in errors)
        {
            Terminal.WriteLine(DiagnosticText.Of(error, Terminal.HasColor));
        }

        if (StandardStream.IsTerminal(StandardStream.Error))
        {
            var count = errors.Count;
            StandardStream.WriteError(
                count == 0
                    ? "no errors"
                    : string.Create(CultureInfo.InvariantCulture, $"{count} error{(count == 1 ? "" : "s")}")
            );
        }
    }

    private static void Write(Utf8JsonWriter json, Diagnostic error)
    {
        json.WriteString("path", error.Position.Path);
        json.WriteNumber("line", error.Position.Line);
        json.WriteNumber("column", error.Position.Column);
        json.WriteString("message", error.Message);
    }
}
