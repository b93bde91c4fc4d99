// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using Xunit;

namespace RootfulContainers.Tests.Import;

public sealed class TextLimitTests
{
    [Fact]
    public void Variables_of_a_file_that_double_with_each_line_are_too_much() =>
        IsTooMuch(
            ("compose.yaml", "services:\n  a:\n    image: a\n    environment:\n      X: $A40\n"),
            (".env", Doubling("A{0}=${{A{1}}}${{A{1}}}"))
        );

    [Fact]
    public void A_variable_that_is_used_as_often_as_a_file_is_long_is_too_much() =>
        IsTooMuch(
            (
                "compose.yaml",
                $"services:\n  a:\n    image: a\n    environment:\n      X: \"{string.Concat(Enumerable.Repeat("$A", 20_000))}\"\n"
            ),
            (".env", $"A={new string('a', 20_000)}\n")
        );

    [Fact]
    public void An_anchor_that_is_named_again_and_again_is_too_much() =>
        IsTooMuch(
            (
                "compose.yaml",
                $"services:\n  a:\n    image: a\n    command:\n    - &a {new string('a', 20_000)}\n{string.Concat(Enumerable.Repeat("    - *a\n", 5_000))}"
            )
        );

    [Fact]
    public void A_variable_of_a_unit_that_is_used_again_and_again_is_too_much() =>
        IsTooMuch(
            (
                "a.container",
                $"[Container]\nImage=a\nExec={string.Concat(Enumerable.Repeat("${A} ", 20_000))}\n[Service]\nEnvironment=A={new string('a', 20_000)}\n"
            )
        );

    [Fact]
    public void Variables_of_a_unit_do_not_stand_for_each_other()
    {
        var text = Imported
            .Of(
                (
                    "a.container",
                    "[Container]\nImage=a\n[Service]\nEnvironment=A=1 B=${A}${A} C=${B}${B}\nExecStartPost=/bin/echo ${C}\n"
                )
            )
            .Files[0]
            .Text;

        Assert.Contains("ExecStartPost = \"/bin/echo ${B}${B}\"", text, StringComparison.Ordinal);
    }

    private static string Doubling(string line) =>
        "A0=aaaaaaaaaa\n"
        + string.Join(
            '\n',
            Enumerable.Range(1, 40).Select(i => string.Format(CultureInfo.InvariantCulture, line, i, i - 1))
        );

    private static void IsTooMuch(params (string Name, string Text)[] files) =>
        Assert.Contains(
            "longer than 33554432 characters",
            Assert.Throws<FormatException>(() => Imported.Of(files)).Message,
            StringComparison.Ordinal
        );
}
