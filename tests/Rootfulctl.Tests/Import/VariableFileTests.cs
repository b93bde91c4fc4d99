// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Compose;
using RootfulContainers.Rootfulctl.Import.Drafts;
using Xunit;

namespace RootfulContainers.Tests.Import;

public sealed class VariableFileTests
{
    [Theory]
    [InlineData("A=b", "b")]
    [InlineData("A = b c  ", "b c")]
    [InlineData("export A=b", "b")]
    [InlineData("A: b", "b")]
    [InlineData("A=", "")]
    [InlineData("A= # c", "")]
    [InlineData("A=b # c", "b")]
    [InlineData("A=b#c", "b#c")]
    [InlineData("A=\"b # c\" # d", "b # c")]
    [InlineData("A='b $H \\n' # d", "b $H \\n")]
    [InlineData("A=\"b\\nc\\t\\\"d\\\\\"", "b\nc\t\"d\\")]
    [InlineData("A=\"b\nc\"", "b\nc")]
    [InlineData("A=\"$H ${H} ${N:-x} \\$H $$\"", "home home x $H $")]
    [InlineData("H=other\nA=$H", "home")]
    [InlineData("B=c\nA=${B}/d", "c/d")]
    [InlineData("# A=b\nA=c\r\nB=d", "c")]
    [InlineData("A=\"b", "\"b")]
    public void A_value_is_what_compose_has(string text, string expected) =>
        Assert.Equal(
            expected,
            VariableFile.Values(
                text,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["H"] = "home" },
                new TextLimit()
            )["A"]
        );

    [Fact]
    public void A_variable_knows_its_line_and_a_name_alone_has_no_value() =>
        Assert.Equal(
            [new FileVariable("A", "b\nc", 1), new FileVariable("B", null, 4), new FileVariable("C", "d", 5)],
            VariableFile.Read(
                "A=\"b\nc\"\n# x\nB\nC=d\n",
                new Dictionary<string, string>(StringComparer.Ordinal),
                new TextLimit()
            )
        );
}
