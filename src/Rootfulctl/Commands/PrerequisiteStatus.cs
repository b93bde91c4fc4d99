// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Definitions.Kinds.Prerequisites;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>status</c> of a volume, an image or a build.</summary>
internal static class PrerequisiteStatus
{
    /// <returns>Whether it is made.</returns>
    public static bool Show(CheckedPrerequisite definition, DefinitionSet definitions, bool asJson)
    {
        var listed = ListedPrerequisite
            .Read(definitions, ListedPrerequisite.Kinds)
            .Single(p => p.Checked == definition);
        var isMade = listed.State == ListedPrerequisite.Made;
        if (asJson)
        {
            Terminal.WriteLine(Json.Object(writer => ListCommand.WritePrerequisite(writer, listed)));
            return isMade;
        }

        var tone = isMade ? Tone.Good : Words.Tone(listed.State);
        var description = definitions.Decode(definition).Description is { Length: > 0 } text
            ? $" - {PrintableText.Of(text)}"
            : "";
        Terminal.WriteLine(
            $"{Terminal.Paint("●", tone)} {Terminal.Paint($"{definition.Name}.{listed.Kind}", Tone.Strong)}{description}"
        );
        StatusCommand.Field("State", Terminal.Paint(listed.State, tone));
        if (listed.Pending is { } pending)
        {
            StatusCommand.Field("Pending", Terminal.Paint(PrintableText.Of(pending), Tone.Warning));
        }

        StatusCommand.Text("Definition", definition.Path);
        StatusCommand.Text(
            "User",
            definition.Uid is { } uid
                ? string.Create(CultureInfo.InvariantCulture, $"{listed.User} (uid {uid})")
                : listed.User
        );
        StatusCommand.Text("For podman", definition.Reference);
        StatusCommand.Text("Used by", string.Join(", ", listed.UsedBy));
        StatusCommand.Text("User's unit", definition.Unit);
        StatusCommand.Errors(listed.Errors);
        StatusCommand.Block(
            "Last lines",
            (
                definition.Uid is { } owner ? ContainerStatus.LastLines(UserJournal.OfUnit(definition.Unit, owner)) : []
            ).Select(l => PrintableText.Of(l))
        );
        return isMade;
    }
}
