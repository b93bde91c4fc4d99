// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Foreign;
using Xunit;

namespace RootfulContainers.Tests.Import;

public sealed class UnitFileTextTests
{
    [Theory]
    // As config_parse() of systemd has it.
    [InlineData("a.service", "A=x \\\n y\nB=z", "A=x   y|B=z")]
    [InlineData("a.service", "A=x\\\ny", "A=x y")]
    [InlineData("a.service", "A=x\\\\\nB=z", @"A=x\\|B=z")]
    [InlineData("a.service", "A=x\\\\\\\ny\nB=z", @"A=x\\ y|B=z")]
    [InlineData("a.service", "A=x \\ \nB=z", @"A=x \|B=z")]
    [InlineData("a.service", "A=x\\\n# c \\\n ; d\ny\nB=z", "A=x y|B=z")]
    [InlineData("a.service", "A=x\\\n\nB=z", "A=x|B=z")]
    [InlineData("a.service", "A\\\n=x\nB=z\\", "A=x|B=z")]
    [InlineData("a.service", "A=x \\\r\ny\r\nB=z", "A=x  y|B=z")]
    // As podman's parser has it, which reads what is Quadlet's.
    [InlineData("a.container", "A=x \\\n y\nB=z", "A=x y|B=z")]
    [InlineData("a.container", "A=x\\\ny", "A=xy")]
    [InlineData("a.container", "A=x\\\\\nB=z", @"A=x\B=z")]
    [InlineData("a.container", "A=x \\ \ny\nB=z", "A=x y|B=z")]
    [InlineData("a.container", "A=x \\\n# c \\\n\ny\nB=z", "A=x y|B=z")]
    [InlineData("a.container.d/b.conf", "A=x\\\\\ny\nB=z\\", @"A=x\y|B=z")]
    public void A_line_goes_on_as_whoever_reads_the_file_has_it(string path, string text, string expected) =>
        Assert.Equal(
            expected,
            string.Join('|', UnitFileText.Parse(path, $"[S]\n{text}", out _).Select(l => $"{l.Key}={l.Value}"))
        );

    [Fact]
    public void A_line_that_goes_on_has_its_section_the_number_of_its_first_and_all_comments()
    {
        var lines = UnitFileText.Parse("a.service", "[S]\n# a\n\nA=x \\\n# b\n y\n[T]\nB=z\n# c\n", out var trailing);

        Assert.Equal([("S", 4), ("T", 8)], lines.Select(l => (l.Section, l.Line)));
        Assert.Equal(["a", "b"], lines[0].Comments);
        Assert.Equal(["c"], trailing);
    }
}
