// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>How a key of Quadlet's holds its values.</summary>
internal enum Shape
{
    /// <summary>The last assignment is the value.</summary>
    Last,

    /// <summary>The same for a boolean; podman's flag needs no value.</summary>
    Truth,

    /// <summary>Each assignment is a value; an empty one takes all before it away.</summary>
    Each,

    /// <summary>Each word of each assignment is a value.</summary>
    Words,

    /// <summary>The words of the last assignment together are the value.</summary>
    Command,
}

/// <summary>
/// A row of the only table that knows what Quadlet's keys and podman's flags are called here. Compose comes by the same rows.
/// </summary>
/// <param name="Name">Quadlet's key; a dash in front says that it is ours, for flags that Quadlet has no key for.</param>
/// <param name="Path">The key here; null when it is not one alone.</param>
internal sealed record ForeignKey(string Name, Shape Shape, string? Path)
{
    /// <summary>podman's flags, as "--volume -v".</summary>
    public string Flags { get; init; } = "";

    /// <summary>In place of writing the value at the path.</summary>
    public Action<ImportedDefinition, string>? Take { get; init; }

    public void Apply(ImportedDefinition definition, string value)
    {
        if (Take is not null)
        {
            Take(definition, value);
        }
        else
        {
            var isList = DefinitionKeys.Find(definition.Draft.Kind, Path!) is { IsListFlag: true };
            foreach (var item in isList ? ListText.Fields(value) : [value])
            {
                definition.Write(Path!, item);
            }
        }
    }
}
