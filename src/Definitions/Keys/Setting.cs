// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Keys;

/// <summary>A value, or what is wrong with its text.</summary>
internal readonly record struct ParsedValue(object? Value, string? Error);

/// <summary>One value of a key: a list has several, a map one for each entry.</summary>
/// <param name="Name">The entry of a map; <see langword="null"/> otherwise.</param>
/// <param name="Parsed">What the key made of the text, when it is more than a text.</param>
internal readonly record struct SettingValue(
    string Text,
    SourcePosition Position,
    string? Name = null,
    object? Parsed = null
)
{
    /// <summary>As a flag has it: <c>NAME=TEXT</c> for an entry of a map.</summary>
    public string Assignment => Name is null ? Text : $"{Name}={Text}";
}

/// <summary>A key that was given, with its checked values in the order written.</summary>
internal sealed record Setting(ConfigurationKey Key, SourcePosition Position, IReadOnlyList<SettingValue> Values)
{
    public string Text => Values[0].Text;

    public IEnumerable<string> Texts => Values.Select(v => v.Text);

    public bool IsTrue => Values is [{ Text: "true" }, ..];
}
