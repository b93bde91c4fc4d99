// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Output;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class TableTests
{
    private static readonly Column<string[]>[] Columns =
    [
        new("name", r => r[0]),
        new("image", r => r[1], Shrinks: true),
        new("state", r => r[2]) { Tone = _ => Tone.Bad },
    ];

    [Fact]
    public void Columns_stand_below_their_names_and_nothing_is_a_dash() =>
        Assert.Equal(
            "NAME  IMAGE   STATE\nweb   image1  failed\ndb    -       running\n",
            Render([
                ["web", "image1", "failed"],
                ["db", "", "running"],
            ])
        );

    [Fact]
    public void Without_a_legend_only_data_is_left() =>
        Assert.Equal(
            "web  i  up\n",
            Table.Render(
                [
                    ["web", "i", "up"],
                ],
                Columns,
                false,
                null,
                paint: false
            )
        );

    [Fact]
    public void What_shrinks_gives_way_to_the_width() =>
        Assert.Equal(
            "NAME  IMAGE       STATE\nweb   registry.…  up\n",
            Render(
                [
                    ["web", "registry.example.com/image", "up"],
                ],
                width: 23
            )
        );

    [Fact]
    public void A_width_that_is_too_small_leaves_what_says_something() =>
        Assert.Equal(
            "NAME  IMAGE     STATE\nweb   registr…  up\n",
            Render(
                [
                    ["web", "registry.example/i", "up"],
                ],
                width: 5
            )
        );

    [Fact]
    public void Controls_of_a_terminal_are_spelled_out() =>
        Assert.DoesNotContain(
            '\e',
            Render([
                ["web", "\e[31mred\n", "up"],
            ])
        );

    [Fact]
    public void Colours_take_no_room() =>
        Assert.Equal(
            $"web  i  {"up".Paint(Tone.Bad)}\n",
            Table.Render(
                [
                    ["web", "i", "up"],
                ],
                Columns,
                hasLegend: false,
                null,
                paint: true
            )
        );

    [Theory]
    [InlineData("ab", 2)]
    [InlineData("日本", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("🚀", 2)]
    public void A_text_is_as_wide_as_a_terminal_shows_it(string text, int width) =>
        Assert.Equal(width, DisplayWidth.Of(text));

    [Fact]
    public void A_wide_sign_is_not_cut_in_two() => Assert.Equal("日…", DisplayWidth.Cut("日本語", 4));

    private static string Render(string[][] rows, int? width = null) =>
        Table.Render(rows, Columns, hasLegend: true, width, paint: false);
}
