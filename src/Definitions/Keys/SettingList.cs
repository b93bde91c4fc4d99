// SPDX-License-Identifier: BSD-2-Clause
using System.Collections;

namespace RootfulContainers.Definitions.Keys;

/// <summary>The settings of one table, in the order of the key table.</summary>
internal sealed class SettingList(Setting[] settings) : IReadOnlyList<Setting>
{
    public int Count => settings.Length;

    public Setting this[int index] => settings[index];

    /// <summary>The setting, or <see langword="null"/> when the key was not given.</summary>
    public Setting? this[string path]
    {
        get
        {
            foreach (var setting in settings)
            {
                if (setting.Key.Path == path)
                {
                    return setting;
                }
            }

            return null;
        }
    }

    public IEnumerable<string> Texts(string path) => this[path]?.Values.Select(v => v.Text) ?? [];

    public IEnumerator<Setting> GetEnumerator() => settings.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
