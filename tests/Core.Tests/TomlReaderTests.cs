// SPDX-License-Identifier: BSD-2-Clause
using CsCheck;
using Xunit;

namespace RootfulContainers.Tests;

public class TomlReaderTests
{
    private static readonly string[] Lines =
    [
        "a = 1",
        "a = \"x\"",
        "b = [1, \"two\", true, { c = 1 }]",
        "b = []",
        "c = { d = 1, e.f = 'x' }",
        "c.d = 2",
        "c.g.h = 3",
        "\"a b\" = 1.5",
        "'c'.d = 1979-05-27",
        "[a]",
        "[c]",
        "[c.d]",
        "[c.d.e]",
        "  [ c . g ]",
        "[[n]]",
        "[[n]]",
        "[n.m]",
        "[[c.n]]",
        "text = \"\"\"",
        "two lines\"\"\"",
        "# comment [x]",
        "",
        "broken =",
        "= 1",
        "a = [",
        "]",
        "k = \"\\u00e9 \\q\"",
        "i = 99999999999999999999",
        "i = 0x1f",
    ];

    private static readonly Gen<string> Text = Gen.Int[0, Lines.Length - 1]
        .Select(i => Lines[i])
        .Array[0, 8]
        .Select(lines => string.Join('\n', lines) + "\n");

    private static readonly Gen<string> Damaged = Gen.Select(
        Text,
        Gen.Int[0, 200],
        Gen.Char["[]{}=.,\"'\\\n\r\t #a1\u0001é"],
        (text, at, c) => text.Insert(at % (text.Length + 1), c.ToString())
    );

    [Fact]
    public void The_quick_reading_gives_what_the_thorough_one_gives_or_gives_up()
    {
        Gen.OneOf(Text, Damaged)
            .Sample(
                sample =>
                {
                    var text = sample + "\n";
                    var diagnostics = new List<Diagnostic>();
                    var thorough = TomlReader.ReadSyntax("f", text, diagnostics);
                    var quick = new TomlTable(new SourcePosition("f", 1, 1));

                    return !TomlEventReader.TryRead("f", text, quick)
                        || (diagnostics.Count == 0 && Show(quick) == Show(thorough));
                },
                iter: 10_000
            );
    }

    [Theory]
    [InlineData("a = 1\n[b]\nc = [\"x\", 2]\n[b.d]\ne = true\n[[n]]\nf = { g = 1 }\n")]
    [InlineData("a.b.c = 1\n")]
    [InlineData("")]
    public void Ordinary_text_is_read_quickly(string text)
    {
        Assert.True(TomlEventReader.TryRead("f", text, new TomlTable(new SourcePosition("f", 1, 1))));
    }

    [Fact]
    public void A_backslash_at_the_end_of_a_file_is_a_mistake_like_others()
    {
        var diagnostics = new List<Diagnostic>();

        TomlReader.Read(new SourceText("f", "a = \"\\"u8.ToArray()), diagnostics);

        Assert.Equal("f:1:7: string without its closing quote", Assert.Single(diagnostics).ToString());
    }

    private static string Show(TomlNode node) =>
        node.Position
        + node switch
        {
            TomlTable table =>
                $"{{{string.Join(',', table.Entries.Select(e => $"{e.Name}@{e.Position}={Show(e.Value)}"))}}}",
            TomlList list => $"[{string.Join(',', list.Items.Select(Show))}]",
            TomlText text => $"'{text.Value}'",
            TomlBoolean boolean => boolean.Value ? "true" : "false",
            _ => node.KindName + node,
        };
}
