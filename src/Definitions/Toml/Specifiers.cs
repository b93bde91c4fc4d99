// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Definitions.Toml;

/// <summary>In a template <c>%i</c> is the instance and <c>%%</c> a percent sign, in every string.</summary>
internal sealed class Specifiers(string instance, List<Diagnostic> diagnostics)
{
    public void Expand(TomlTable table)
    {
        for (var i = 0; i < table.Entries.Count; i++)
        {
            table.Set(table.Entries[i] with { Value = Expand(table.Entries[i].Value) });
        }
    }

    /// <summary>Where the values of a template stand that are others in each instance.</summary>
    public static HashSet<SourcePosition> FindVarying(DefinitionSource template)
    {
        var found = new HashSet<SourcePosition>();
        Find(TomlReader.ReadMerged(template with { Instance = null }, []));
        return found;

        void Find(TomlNode node)
        {
            if (node is TomlText text)
            {
                // Behind "%%" it is no instance.
                if (text.Value.Replace("%%", "", StringComparison.Ordinal).Contains("%i", StringComparison.Ordinal))
                {
                    found.Add(text.Position);
                }
            }
            else if (node is TomlList list)
            {
                list.Items.ForEach(Find);
            }
            else if (node is TomlTable table)
            {
                foreach (var entry in table.Entries)
                {
                    Find(entry.Value);
                }
            }
        }
    }

    private TomlNode Expand(TomlNode node)
    {
        switch (node)
        {
            case TomlTable table:
                Expand(table);
                return table;
            case TomlList list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    list.Items[i] = Expand(list.Items[i]);
                }

                return list;
            case TomlText text when text.Value.Contains('%', StringComparison.Ordinal):
                return new TomlText(text.Position, Expand(text));
            default:
                return node;
        }
    }

    public string Expand(TomlText text)
    {
        var expanded = new StringBuilder();
        for (var i = 0; i < text.Value.Length; i++)
        {
            if (text.Value[i] != '%')
            {
                expanded.Append(text.Value[i]);
                continue;
            }

            i++;
            switch (i < text.Value.Length ? text.Value[i] : ' ')
            {
                case 'i':
                    expanded.Append(instance);
                    break;
                case '%':
                    expanded.Append('%');
                    break;
                default:
                    diagnostics.Add(
                        new Diagnostic(
                            text.Position,
                            // Not what stands round it, which may be secret.
                            "in a template '%i' is the instance, and a percent sign is written '%%'"
                        )
                    );
                    return text.Value;
            }
        }

        return expanded.ToString();
    }
}
