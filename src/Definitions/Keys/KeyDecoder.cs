// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Keys;

/// <summary>Turns a table into the settings of a key set, and reports everything that is not one.</summary>
internal sealed class KeyDecoder(ConfigurationKeySet keys, List<Diagnostic> diagnostics)
{
    // A mistyped required key is one error, not two.
    private readonly HashSet<string> _suggested = new(StringComparer.Ordinal);

    // The values of one key, and then of the next.
    private readonly List<SettingValue> _values = [];

    /// <summary>The home of whose definition this is; null when it is not known.</summary>
    public string? Home { get; init; }

    /// <summary>Tables of a list, handed to whoever knows their meaning.</summary>
    public List<TomlTable> Tables { get; } = [];

    /// <summary>The settings in the order of the key table.</summary>
    public SettingList Decode(TomlTable table, bool reportMissing, string what)
    {
        var settings = new List<Setting>();
        Walk(table, "", settings);
        settings.Sort(static (a, b) => a.Key.Order.CompareTo(b.Key.Order));
        if (reportMissing)
        {
            foreach (var key in keys.Rows)
            {
                if (key.Required && Missing(table, key.Path))
                {
                    diagnostics.Add(
                        new Diagnostic(table.Position, $"{what} needs '{key.Name}', for example {Assignment(key)}")
                    );
                }
            }
        }

        return new SettingList([.. settings]);
    }

    /// <summary>Neither there nor probably meant by another word.</summary>
    public bool Missing(TomlTable table, string name) => table.Find(name) is null && !_suggested.Contains(name);

    private void Walk(TomlTable table, string prefix, List<Setting> settings)
    {
        foreach (var entry in table.Entries)
        {
            var path = prefix.Length == 0 ? entry.Name : $"{prefix}.{entry.Name}";
            if (keys.Find(path) is { } key)
            {
                Decode(key, entry, settings);
            }
            else if (!keys.IsTable(path))
            {
                Report(entry.Position, Unknown(prefix, entry.Name));
            }
            else if (entry.Value is TomlTable inner)
            {
                Walk(inner, path, settings);
            }
            else
            {
                var example = keys.Rows.First(r => r.Table == path);
                Report(
                    entry.Value.Position,
                    $"'{path}' must be a table, not {entry.Value.KindName}; for example "
                        + $"{path}.{Assignment(example)}"
                );
            }
        }
    }

    private string Unknown(string table, string name)
    {
        var where = table.Length == 0 ? "" : $" in [{table}]";
        if (table.Length > 0 && keys.Find(name) is { } top)
        {
            _suggested.Add(top.Path);
            return $"unknown key '{name}'{where}; '{name}' belongs above the first [table]";
        }

        if (table.Length == 0 && name == AddedLists.Table)
        {
            return $"unknown key '{name}'; {AddedLists.OnlyInDropIn}";
        }

        if (keys.Foreign.TryGetValue(ForeignWords.Plain(name), out var advice))
        {
            return $"unknown key '{name}'{where}; {advice}";
        }

        var suggestion = keys.Suggest(table, name);
        if (suggestion is not null)
        {
            _suggested.Add(suggestion);
        }

        return $"unknown key '{name}'{where}" + (suggestion is null ? "" : $" (did you mean '{suggestion}'?)");
    }

    private void Decode(ConfigurationKey key, TomlEntry entry, List<Setting> settings)
    {
        var values = _values;
        values.Clear();
        var before = diagnostics.Count;
        switch (key.Kind)
        {
            case ValueKind.Tables:
                DecodeTables(key, entry.Value);
                return;
            case ValueKind.StringList:
                DecodeList(key, entry.Value, values);
                break;
            case ValueKind.StringMap or ValueKind.UnitSettings:
                DecodeMap(key, entry.Value, values);
                break;
            case ValueKind.BooleanOrStringList when entry.Value is TomlList:
                DecodeList(key, entry.Value, values);
                break;
            case ValueKind.UnitSetting when entry.Value is TomlList list:
                foreach (var item in list.Items)
                {
                    AddUnitSetting(key, item, null, values);
                }

                break;
            case ValueKind.UnitSetting:
                AddUnitSetting(key, entry.Value, null, values);
                break;
            default:
                DecodeScalar(key, entry.Value, values);
                break;
        }

        if (diagnostics.Count == before && (values.Count > 0 || entry.Value is TomlList))
        {
            settings.Add(new Setting(key, entry.Position, values.ToArray()));
        }
    }

    private void DecodeTables(ConfigurationKey key, TomlNode value)
    {
        if (value is TomlList list && list.Items.TrueForAll(static i => i is TomlTable))
        {
            Tables.AddRange(list.Items.Cast<TomlTable>());
            return;
        }

        Report(value.Position, $"'{key.Path}' must be written as [[{key.Path}]], once for each, not {value.KindName}");
    }

    private void DecodeList(ConfigurationKey key, TomlNode value, List<SettingValue> values)
    {
        if (value is not TomlList list)
        {
            Report(value.Position, WrongKind(key, value));
            return;
        }

        foreach (var item in list.Items)
        {
            if (item is TomlText text)
            {
                AddChecked(key, text.Value, item.Position, null, values);
            }
            else
            {
                Report(item.Position, $"'{key.Path}' must hold only strings, not {item.KindName}");
            }
        }
    }

    private void DecodeMap(ConfigurationKey key, TomlNode value, List<SettingValue> values)
    {
        if (value is not TomlTable table)
        {
            Report(value.Position, WrongKind(key, value));
            return;
        }

        foreach (var entry in table.Entries)
        {
            var reason = BadCharacter(entry.Name) ?? key.CheckName?.Invoke(entry.Name);
            if (reason is not null)
            {
                Report(entry.Position, $"'{key.Path}': {reason}");
            }
            else if (key.Kind == ValueKind.UnitSettings)
            {
                var items = entry.Value is TomlList list ? list.Items : [entry.Value];
                foreach (var item in items)
                {
                    AddUnitSetting(key, item, entry.Name, values);
                }
            }
            else if (Text(entry.Value) is { } text)
            {
                AddChecked(key, text, entry.Value.Position, entry.Name, values);
            }
            else
            {
                Report(
                    entry.Value.Position,
                    $"'{key.Path}.{entry.Name}' must be a string, an integer or a boolean, not {entry.Value.KindName}"
                        + MapHint(key, entry)
                );
            }
        }
    }

    // What becomes a text anyway needs no quotes.
    private static string? Text(TomlNode value) =>
        value switch
        {
            TomlText text => text.Value,
            TomlInteger integer => integer.ToString(),
            TomlBoolean boolean => boolean.Value ? "true" : "false",
            _ => null,
        };

    private string MapHint(ConfigurationKey key, TomlEntry entry)
    {
        if (keys.Find(entry.Name) is { } top)
        {
            _suggested.Add(top.Path);
            return $"; '{entry.Name}' belongs above the first [table]";
        }

        if (entry.Value is TomlOther)
        {
            return "; write it in quotes";
        }

        // labels.io.x.y = "z" is a table in a table in a table.
        var (name, inner) = (entry.Name, entry.Value);
        while (inner is TomlTable { Entries: [var first, ..] })
        {
            (name, inner) = ($"{name}.{first.Name}", first.Value);
        }

        return inner is TomlTable || name == entry.Name
            ? ""
            : $"; a name with dots needs quotes: {key.Path}.\"{name}\"";
    }

    private void DecodeScalar(ConfigurationKey key, TomlNode value, List<SettingValue> values)
    {
        switch (key.Kind, value)
        {
            case (ValueKind.String or ValueKind.Duration or ValueKind.Size, TomlText text):
                AddChecked(key, text.Value, value.Position, null, values);
                break;
            case (ValueKind.Boolean, TomlText text) when key.Choices.Count > 0:
                AddChecked(key, text.Value, value.Position, null, values);
                break;
            case (ValueKind.Boolean or ValueKind.BooleanOrStringList, TomlBoolean boolean):
                values.Add(new SettingValue(boolean.Value ? "true" : "false", value.Position));
                break;
            case (ValueKind.String, TomlInteger { Value: >= 0 } id) when key.TakesInteger:
                AddChecked(key, id.ToString(), value.Position, null, values);
                break;
            case (ValueKind.Integer, TomlInteger integer):
                AddInteger(key, integer, values);
                break;
            case (ValueKind.Duration, TomlInteger { Value: >= 0 and <= int.MaxValue } seconds):
                values.Add(new SettingValue($"{seconds}s", value.Position));
                break;
            case (ValueKind.Duration, TomlInteger seconds):
                Report(value.Position, $"'{key.Path}' must be 0 to {int.MaxValue} seconds, not {seconds}");
                break;
            case (ValueKind.Size, TomlInteger { Value: >= 0 } bytes):
                values.Add(new SettingValue($"{bytes}b", value.Position));
                break;
            case (ValueKind.String or ValueKind.Size, TomlInteger negative)
                when key.TakesInteger || key.Kind == ValueKind.Size:
                Report(value.Position, $"'{key.Path}' must be at least 0, not {negative}");
                break;
            default:
                Report(value.Position, WrongKind(key, value));
                break;
        }
    }

    private void AddInteger(ConfigurationKey key, TomlInteger integer, List<SettingValue> values)
    {
        if (integer.Value < key.Minimum || integer.Value > key.Maximum)
        {
            Report(integer.Position, $"'{key.Path}' must be {Range(key, integer.Value)}, not {integer}");
            return;
        }

        values.Add(new SettingValue(integer.ToString(), integer.Position));
    }

    private static string Range(ConfigurationKey key, long value) =>
        key.Minimum == key.Maximum ? key.Minimum.ToString(CultureInfo.InvariantCulture)
        : key.Maximum < int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{key.Minimum} to {key.Maximum}")
        : value < key.Minimum ? string.Create(CultureInfo.InvariantCulture, $"at least {key.Minimum}")
        : string.Create(CultureInfo.InvariantCulture, $"at most {key.Maximum}");

    private void AddChecked(
        ConfigurationKey key,
        string text,
        SourcePosition position,
        string? name,
        List<SettingValue> values
    )
    {
        if (key.TakesHome && HomePath.IsMeant(text))
        {
            if (Home is null)
            {
                Report(position, $"'{key.Path}': /etc/passwd has no home of the user for '~'; write the whole path");
                return;
            }

            text = HomePath.Expand(text, Home);
        }

        var (canonical, reason) = CheckText(key, text);
        object? parsed = null;
        if (reason is null && key.Parse is { } parse)
        {
            (parsed, var error) = parse(text);
            reason = error is null ? null : $": {error}";
        }

        if (reason is not null)
        {
            Report(position, $"'{key.Path}{(name is null ? "" : "." + name)}'{reason}");
            return;
        }

        values.Add(new SettingValue(canonical, position, name, parsed));
    }

    // A reason continues the key's name: " must be ..." or ": ...".
    private static (string Canonical, string? Reason) CheckText(ConfigurationKey key, string text)
    {
        if (BadCharacter(text) is { } bad)
        {
            return ("", $": {bad}");
        }

        if (key.Check?.Invoke(text) is { } reason)
        {
            return ("", $": {reason}");
        }

        if (key.Choices.Count > 0 && !key.Choices.Contains(text, StringComparer.Ordinal))
        {
            var near = NearestName.Find(text, key.Choices);
            return ("", $" must be {KindName(key)}, not '{text}'{DidYouMean(near)}");
        }

        return key.Kind switch
        {
            ValueKind.Duration => Duration(key, text),
            ValueKind.Size => ValueChecks.IsSize(text)
                ? (text, null)
                : ("", $" must be a size like \"512m\" or \"2g\", not '{text}'"),
            _ => (text, null),
        };
    }

    private static (string Canonical, string? Reason) Duration(ConfigurationKey key, string text) =>
        key.Unlimited && text == TimeSpanText.Infinity ? (text, null)
        : TimeSpanText.TryParse(text, out var microseconds) ? (TimeSpanText.Format(microseconds), null)
        : (
            "",
            $" must be a duration like \"90s\" or \"1min 30s\"{(key.Unlimited ? " or \"infinity\"" : "")}, "
                + $"not '{text}'"
        );

    private void AddUnitSetting(ConfigurationKey key, TomlNode value, string? name, List<SettingValue> values)
    {
        var path = name is null ? key.Path : $"{key.Path}.{name}";
        var text = value switch
        {
            TomlText plain => plain.Value,
            TomlInteger integer => integer.ToString(),
            TomlBoolean boolean => boolean.Value ? "yes" : "no",
            _ => null,
        };
        var reason = text is null
            ? $"must be a string, an integer, a boolean or a list of them, not {value.KindName}"
            : ValueChecks.UnitLine(text) ?? key.Check?.Invoke(text);
        if (reason is not null)
        {
            Report(value.Position, text is null ? $"'{path}' {reason}" : $"'{path}': {reason}");
            return;
        }

        values.Add(new SettingValue(text!, value.Position, name));
    }

    private static string WrongKind(ConfigurationKey key, TomlNode value) =>
        $"'{key.Path}' must be {KindName(key)}, not {value.KindName}; for example {Assignment(key)}";

    private static string Assignment(ConfigurationKey key) =>
        key.Kind == ValueKind.StringMap ? $"{key.Name}.{key.Example}" : $"{key.Name} = {key.Example}";

    private static string KindName(ConfigurationKey key) =>
        key.Kind switch
        {
            ValueKind.Boolean when key.Choices.Count > 0 => $"true, false or {OneOf(key.Choices)}",
            ValueKind.Boolean => "true or false",
            ValueKind.Integer => "an integer",
            ValueKind.Duration => "a duration",
            ValueKind.Size => "a size",
            ValueKind.StringList => "a list of strings",
            ValueKind.StringMap => "a table of strings",
            ValueKind.UnitSettings => "a table of unit settings",
            ValueKind.String when key.TakesInteger => "a string or an integer",
            ValueKind.BooleanOrStringList => "true, false or a list of strings",
            _ => key.Choices.Count > 0 ? OneOf(key.Choices) : "a string",
        };

    private static string OneOf(IReadOnlyList<string> choices) =>
        choices.Count == 1
            ? $"\"{choices[0]}\""
            : $"{string.Join(", ", choices.Take(choices.Count - 1).Select(c => $"\"{c}\""))} or \"{choices[^1]}\"";

    private static string DidYouMean(string? near) => near is null ? "" : $" (did you mean '{near}'?)";

    private static string? BadCharacter(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? "must not hold a NUL character" : null;

    private void Report(SourcePosition position, string message) => diagnostics.Add(new Diagnostic(position, message));
}
