// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;

namespace RootfulContainers.Rootfulctl.Export;

/// <summary>What becomes of one key in another program's words.</summary>
/// <param name="Carry">Adds what it says to the target; null when nothing has its meaning there.</param>
/// <param name="Reason">Why not.</param>
internal sealed record KeyRule<T>(Action<T, Setting>? Carry, string? Reason)
    where T : ILosses
{
    /// <summary>By the code that reads the property which the key sets.</summary>
    public static readonly KeyRule<T> ByProperty = new(static (_, _) => { }, null);

    public static KeyRule<T> Lost(string reason) => new(null, reason);
}

/// <summary>What remembers the keys that cannot be said.</summary>
internal interface ILosses
{
    public void Lose(string key, string reason);
}

/// <summary>From our keys to another program's words: each is carried, or has a reason.</summary>
internal sealed class KeyRules<T>(
    IReadOnlyDictionary<string, KeyRule<T>> rules,
    Func<ConfigurationKey, KeyRule<T>?>? others = null
)
    where T : ILosses
{
    /// <summary>The keys that have a rule of their own.</summary>
    public IEnumerable<string> Keys => rules.Keys;

    /// <summary>Null for a key that nobody has thought of.</summary>
    public KeyRule<T>? Find(ConfigurationKey key) => rules.GetValueOrDefault(key.Path) ?? others?.Invoke(key);

    public void Apply(IEnumerable<Setting> settings, T target)
    {
        foreach (var setting in settings)
        {
            switch (Find(setting.Key))
            {
                case { Carry: { } carry }:
                    carry(target, setting);
                    break;
                case { Reason: { } reason }:
                    target.Lose(setting.Key.Path, reason);
                    break;
                default:
                    target.Lose(setting.Key.Path, "it is not known how to say it");
                    break;
            }
        }
    }
}
