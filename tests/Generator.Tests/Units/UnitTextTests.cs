// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Tests.Units;

public class UnitTextTests
{
    [Theory]
    [InlineData("--publish=80:80/tcp", "--publish=80:80/tcp")]
    [InlineData("", "\"\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("100%", "\"100%%\"")]
    [InlineData("$HOME and ${HOME}", "\"$$HOME and $${HOME}\"")]
    [InlineData("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("C:\\new", "\"C:\\\\new\"")]
    [InlineData("a\nb\tc\rd", "\"a\\nb\\tc\\x0dd\"")]
    [InlineData("\u0001\u007f", "\"\\x01\\x7f\"")]
    [InlineData(";", "\";\"")]
    [InlineData("-@+!:|", "\"-@+!:|\"")]
    [InlineData("#no comment", "\"#no comment\"")]
    [InlineData("häuser 🏠", "\"häuser 🏠\"")]
    [InlineData("\uffff", "\"\\xef\\xbf\\xbf\"")]
    [InlineData("\ufdd0", "\"\\xef\\xb7\\x90\"")]
    public void An_argument_is_quoted_where_systemd_would_read_it_as_something_else(string value, string expected)
    {
        Assert.Equal(expected, UnitText.Argument(value));
    }

    [Fact]
    public void A_word_outside_a_command_line_keeps_its_dollar_signs()
    {
        Assert.Equal("\"PRICE=5$ %%\"", UnitText.Word("PRICE=5$ %"));
    }

    [Fact]
    public void A_line_has_only_its_specifiers_escaped()
    {
        Assert.Equal("50%% \"off\" $x", UnitText.Line("50% \"off\" $x"));
    }

    [Fact]
    public void A_path_has_only_quotes_and_backslashes_escaped()
    {
        Assert.Equal("/srv/www", UnitText.PathWord("/srv/www"));
        Assert.Equal("\"/a \\\"b\\\" \\\\c 5%%\"", UnitText.PathWord("/a \"b\" \\c 5%"));
    }

    [Fact]
    public void Where_backslashes_are_kept_they_stay_as_they_are()
    {
        Assert.Equal("man:a\\b%%", UnitText.RawWord("man:a\\b%"));
        Assert.Equal("\"https://example.org/it's\"", UnitText.RawWord("https://example.org/it's"));
    }

    [Fact]
    public void A_value_with_a_NUL_cannot_be_written()
    {
        Assert.Throws<ArgumentException>(() => UnitText.Argument("a\0b"));
    }
}
