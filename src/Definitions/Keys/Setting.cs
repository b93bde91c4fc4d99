// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Keys;

/// <summary>One value of a key: a list has several, a map one for each entry.</summary>
/// <param name="Name">The entry of a map; <see langword="null"/> otherwise.</param>
internal readonly record struct SettingValue(string Text, SourcePosition Position, string? Name = null);

/// <summary>A key that was given, with its checked values in the order written.</summary>
internal sealed record Setting(ConfigurationKey Key, SourcePosition Position, IReadOnlyList<SettingValue> Values)
{
    public string Text => Values[0].Text;

    public bool IsTrue => Values is [{ Text: "true" }, ..];
}
