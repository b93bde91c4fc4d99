// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Output;

/// <summary>A table that goes on: each row that has changed is another line, also one that is no longer there.</summary>
/// <param name="choose">The columns to show, of the first rows that there are: a later line has the same.</param>
internal sealed class ChangeTable<T>(
    Func<IReadOnlyList<T>, IReadOnlyList<Column<T>>> choose,
    Func<T, string> name,
    bool hasLegend
)
    where T : class
{
    /// <summary>The state of what is no longer there.</summary>
    public const string Removed = "removed";

    private IReadOnlyList<Column<Line>>? _columns;

    /// <param name="gone">The names of what was there before.</param>
    public string Render(IReadOnlyList<T> changed, IEnumerable<string> gone, int? width, bool paint)
    {
        List<Line> lines = [.. changed.Select(r => new Line(name(r), r)), .. gone.Select(n => new Line(n, null))];
        var isFirst = _columns is null;
        if (lines.Count > 0)
        {
            _columns ??= [.. choose(changed).Select(OfLine)];
        }

        return lines.Count == 0 ? "" : Table.Render(lines, _columns!, hasLegend && isFirst, width, paint);
    }

    private static Column<Line> OfLine(Column<T> column) =>
        new(
            column.Name,
            line =>
                line.Row is { } row ? column.Text(row)
                : column.Name == "name" ? line.Name
                : column.Name == "state" ? Removed
                : "",
            column.Shrinks
        )
        {
            Tone = line => line.Row is { } row ? column.Tone(row) : Tone.Faint,
        };

    private sealed record Line(string Name, T? Row);
}
