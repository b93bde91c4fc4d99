// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json;
using RootfulContainers.Rootfulctl.Output;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class JsonTests
{
    [Theory]
    [InlineData("plain ä € \" \\ < ' +")]
    [InlineData("\e[31m\r\n\u0085\u009b")]
    [InlineData("\u202e\u200b\ufeff\u00ad\u2066")]
    [InlineData("\u2028\u2029")]
    [InlineData("\U000e0041\U0001f600")]
    public void What_a_terminal_obeys_or_does_not_show_is_written_out_and_means_the_same(string value)
    {
        var json = Json.Line(writer => writer.WriteString(value, value));

        Assert.All(json.EnumerateRunes(), r => Assert.True(PrintableText.IsPrinted(r), $"{r.Value:x}"));
        Assert.Equal(value, JsonDocument.Parse(json).RootElement.GetProperty(value).GetString());
    }

    [Fact]
    public void What_is_shown_stands_as_it_is() =>
        Assert.Equal("""{"ä€<'+>":"ü"}""", Json.Line(writer => writer.WriteString("ä€<'+>", "ü")));
}
