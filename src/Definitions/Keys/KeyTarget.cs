// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Keys;

/// <summary>Where a key's value goes, and under which name.</summary>
internal class KeyTarget(TargetPlace place, string name)
{
    /// <summary>Of a table in a list: its decoder reads it.</summary>
    public static readonly KeyTarget Special = new(TargetPlace.Special, "");

    public TargetPlace Place { get; } = place;

    public string Name { get; } = name;
}

/// <summary>The target of a key of one kind of definition, which takes the value there itself.</summary>
/// <typeparam name="TDefinition">The definition; values that code reasons about are properties of it.</typeparam>
/// <typeparam name="TUnits">The parts of its units that values only pass through to.</typeparam>
internal sealed class KeyTarget<TDefinition, TUnits>(
    TargetPlace place,
    string name,
    Action<TUnits, string, Setting>? add,
    Action<TDefinition, Setting>? set = null
) : KeyTarget(place, name)
{
    /// <summary>The same, and a property as well.</summary>
    public KeyTarget<TDefinition, TUnits> Into(Action<TDefinition, Setting> property) =>
        new(Place, Name, add, property);

    public static void SetAll(SettingList settings, TDefinition definition)
    {
        foreach (var setting in settings)
        {
            (setting.Key.Target as KeyTarget<TDefinition, TUnits>)?.Set(definition, setting);
        }
    }

    public static void AddAll(SettingList settings, TUnits units)
    {
        foreach (var setting in settings)
        {
            (setting.Key.Target as KeyTarget<TDefinition, TUnits>)?.Add(units, setting);
        }
    }

    private void Set(TDefinition definition, Setting setting) => set?.Invoke(definition, setting);

    private void Add(TUnits units, Setting setting) => add?.Invoke(units, Name, setting);
}
