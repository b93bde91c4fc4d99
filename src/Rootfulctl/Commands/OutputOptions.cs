// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Text.Json;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary>How a table is shown.</summary>
internal sealed class OutputOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON" };
    private readonly Option<string?> _format = new("--format")
    {
        Description = "Print only these columns, separated by commas",
        HelpName = "COLUMN,…",
    };
    private readonly Option<bool> _noLegend = new("--no-legend") { Description = "Print no names of columns" };

    public static OutputOptions AddTo(Command command)
    {
        var options = new OutputOptions();
        command.Add(options._json);
        command.Add(options._format);
        command.Add(options._noLegend);
        return options;
    }

    /// <summary>Whether rows were asked for in columns or as JSON, where that is not what people are shown.</summary>
    public bool IsTable(ParseResult result) => result.GetValue(_json) || result.GetValue(_format) is not null;

    /// <summary>Prints rows as a table, or as an array of objects.</summary>
    public void Print<T>(
        ParseResult result,
        IReadOnlyList<T> rows,
        IReadOnlyList<Column<T>> columns,
        Action<Utf8JsonWriter, T> write
    )
    {
        if (result.GetValue(_json))
        {
            Terminal.WriteLine(Json.Array(rows, write));
            return;
        }

        Terminal.Write(Rendered(result, rows, columns));
    }

    /// <summary>Prints rows again and again: on a terminal all of them in place of those before, else each that is another than before.</summary>
    /// <param name="next">Waits until there may be others.</param>
    public void Follow<T>(
        ParseResult result,
        Func<IReadOnlyList<T>> next,
        IReadOnlyList<Column<T>> columns,
        Func<T, string> name,
        Action<Utf8JsonWriter, T> write
    )
        where T : class
    {
        var isScreen = Terminal.IsTerminal && !result.GetValue(_json);
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
        var table = new ChangeTable<T>(
            rows => Chosen(result.GetValue(_format), rows, columns),
            name,
            !result.GetValue(_noLegend)
        );
        Terminal.Write(isScreen ? Screen.Clear : "");
        while (Terminal.HasReader)
        {
            var rows = next();
            if (isScreen)
            {
                Terminal.Write(Screen.Redrawn(Rendered(result, rows, columns), Terminal.Height));
                continue;
            }

            var lines = rows.ToDictionary(name, row => Json.Line(json => write(json, row)), StringComparer.Ordinal);
            var changed = rows.Where(r => before.GetValueOrDefault(name(r)) != lines[name(r)]).ToList();
            var gone = before.Keys.Except(lines.Keys, StringComparer.Ordinal);
            if (!result.GetValue(_json))
            {
                Terminal.Write(table.Render(changed, gone, Terminal.Width, Terminal.HasColor));
            }
            else
            {
                foreach (var row in changed)
                {
                    Terminal.WriteLine(lines[name(row)]);
                }

                foreach (var one in gone)
                {
                    Terminal.WriteLine(
                        Json.Line(json =>
                        {
                            json.WriteString("name", one);
                            json.WriteString("state", ChangeTable<T>.Removed);
                        })
                    );
                }
            }

            before = lines;
        }
    }

    private string Rendered<T>(ParseResult result, IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns) =>
        Table.Render(
            rows,
            Chosen(result.GetValue(_format), rows, columns),
            // Only a legend of nothing would be data that is none.
            !result.GetValue(_noLegend) && rows.Count > 0,
            Terminal.Width,
            Terminal.HasColor
        );

    private static IReadOnlyList<Column<T>> Chosen<T>(
        string? format,
        IReadOnlyList<T> rows,
        IReadOnlyList<Column<T>> columns
    ) =>
        format is null
            ? [.. columns.Where(c => !c.IsOptional || rows.Any(r => c.Text(r).Length > 0))]
            :
            [
                .. format
                    .Split(',')
                    .Select(name =>
                        columns.FirstOrDefault(c => c.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
                        ?? throw new UsageException(
                            $"there is no column '{name}'; there are {string.Join(", ", columns.Select(c => c.Name))}"
                        )
                    ),
            ];
}
