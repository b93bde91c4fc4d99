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

        var chosen = Chosen(result.GetValue(_format), columns);
        // Only a legend of nothing would be data that is none.
        var hasLegend = !result.GetValue(_noLegend) && rows.Count > 0;
        Terminal.Write(Table.Render(rows, chosen, hasLegend, Terminal.Width, Terminal.HasColor));
    }

    private static IReadOnlyList<Column<T>> Chosen<T>(string? format, IReadOnlyList<Column<T>> columns) =>
        format is null
            ? columns
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
