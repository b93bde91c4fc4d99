// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Output;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class ChangeTableTests
{
    [Fact]
    public void Every_line_has_the_columns_of_the_first_and_what_is_gone_is_removed()
    {
        Column<string[]>[] columns =
        [
            new("name", r => r[0]),
            new("state", r => r[1]),
            new("last", r => r[2]) { IsOptional = true },
            new("image", r => r[3]),
        ];
        var table = new ChangeTable<string[]>(
            rows => [.. columns.Where(c => !c.IsOptional || rows.Any(r => c.Text(r).Length > 0))],
            r => r[0],
            hasLegend: true
        );

        Assert.Equal("", table.Render([], [], null, paint: false));
        Assert.Equal(
            "NAME  STATE    LAST  IMAGE\nweb   running  -     w\njob   done     1h    j\n",
            table.Render(
                [
                    ["web", "running", "", "w"],
                    ["job", "done", "1h", "j"],
                ],
                [],
                null,
                paint: false
            )
        );
        Assert.Equal(
            "web  stopped  -  w\njob  removed  -  -\n",
            table.Render(
                [
                    ["web", "stopped", "", "w"],
                ],
                ["job"],
                null,
                paint: false
            )
        );
        Assert.Equal("web  removed  -  -\n", table.Render([], ["web"], null, paint: false));
    }
}
