// SPDX-License-Identifier: BSD-2-Clause
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RootfulContainers.Tests.Snapshots;
using Xunit;

namespace RootfulContainers.Tests;

/// <summary>The pictures that README.md shows. They are text, written by hand.</summary>
public sealed partial class PictureTests
{
    [Fact]
    public void Each_picture_of_the_readme_is_there_and_each_one_there_is_in_the_readme()
    {
        var shown = Image()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")))
            .Select(m => m.Groups["path"].Value);

        Assert.Equal(Pictures().Select(p => $"docs/pictures/{Path.GetFileName(p)}"), shown.Order());
    }

    [Fact]
    public void A_picture_has_a_title_and_fits_light_and_dark() =>
        Assert.All(
            Pictures(),
            path =>
            {
                var root = XDocument.Load(path).Root!;
                Assert.Contains(root.Elements(), e => e.Name.LocalName == "title" && e.Value.Length > 0);
                Assert.Contains("prefers-color-scheme: dark", root.Value);
            }
        );

    [Fact]
    public void Each_unit_in_a_picture_is_one_of_the_units()
    {
        var units = Directory
            .EnumerateFiles(
                Path.Combine(Repository.Root, "templates"),
                "rootful-*.service",
                SearchOption.AllDirectories
            )
            .Select(f => Path.GetFileNameWithoutExtension(f).TrimEnd('@'))
            .ToHashSet();
        var named = Pictures()
            .SelectMany(p => XDocument.Load(p).Descendants())
            .Where(e => (string?)e.Attribute("class") == "unit")
            .Select(e => e.Value.Split('@')[0])
            .ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(units));
    }

    private static IEnumerable<string> Pictures() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs/pictures"), "*.svg").Order(StringComparer.Ordinal);

    [GeneratedRegex(@"!\[[^]]*\]\((?<path>docs/[^)]*)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Image();
}
