// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Files;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>A mistake as a person reads it: the message, and the line it is about.</summary>
internal static class MistakeText
{
    private static readonly ConfigurationDirectory Files = new("", isInstalled: false);

    public static string Of(Diagnostic mistake, bool paint)
    {
        var place = PrintableText.Of(mistake.Position.ToString());
        var text = paint ? $"{place.Paint(Tone.Strong)}: {mistake.Message.Paint(Tone.Bad)}" : mistake.ToString();
        return Files.ReadLine(mistake.Position) is { } line
            ? $"{text}\n{SourceExcerpt.Point(line, mistake.Position.Column)}"
            : text;
    }
}
