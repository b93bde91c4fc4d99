// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Files;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>An error as a person reads it: the message, and the line it is about.</summary>
internal static class DiagnosticText
{
    private static readonly ConfigurationDirectory Files = new("", isInstalled: false);

    public static string Of(Diagnostic error, bool paint)
    {
        var place = PrintableText.Of(error.Position.ToString());
        var text = paint ? $"{place.Paint(Tone.Strong)}: {error.Message.Paint(Tone.Bad)}" : error.ToString();
        return Files.ReadLine(error.Position) is { } line
            ? $"{text}\n{SourceExcerpt.Point(line, error.Position.Column)}"
            : text;
    }
}
