// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Generator;

namespace RootfulContainers.Tests;

public sealed class UnitDirectoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("rootful-container-generator-").FullName;

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    public void A_character_of_two_UTF16_units_is_written_whole_wherever_it_stands(string before)
    {
        var unit = new UnitFile("long.service");
        unit.Unit.Add("Description", before + string.Concat(Enumerable.Repeat("🦊", 10000)));
        using var directory = new UnitDirectory(_root, isPrivate: false);

        directory.Write(new UnitStore().Add(unit));

        var expected = new StringBuilder();
        unit.Render(expected);
        Assert.Equal(Encoding.UTF8.GetBytes(expected.ToString()), File.ReadAllBytes(Path.Combine(_root, unit.Path)));
    }

    [Fact]
    public void What_cannot_be_written_keeps_nothing_else_from_being_written()
    {
        var tooLong = new string('a', 250) + ".wants";
        var errors = new List<string>();
        using var directory = new UnitDirectory(_root, isPrivate: false);

        directory.Write(
            [
                new UnitLink("first.wants/web.service", "../web.service"),
                new UnitLink($"{tooLong}/web.service", "../web.service"),
                new UnitLink($"{tooLong}/db.service", "../db.service"),
                new UnitLink("first.wants/web.service", "../web.service"),
                new UnitLink("last.wants/web.service", "../web.service"),
            ],
            errors.Add
        );

        Assert.Equal(
            ["first.wants", "last.wants"],
            Directory.EnumerateDirectories(_root).Select(Path.GetFileName).Order()
        );
        Assert.Collection(
            errors,
            e => Assert.StartsWith($"cannot write {tooLong}/web.service: ", e, StringComparison.Ordinal),
            e => Assert.StartsWith($"cannot write {tooLong}/db.service: ", e, StringComparison.Ordinal),
            e => Assert.StartsWith("cannot write first.wants/web.service: ", e, StringComparison.Ordinal)
        );
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
