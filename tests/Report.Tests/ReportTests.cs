// SPDX-License-Identifier: BSD-2-Clause
using System.Xml.Linq;
using RootfulContainers.Bench;
using RootfulContainers.Tests.Snapshots;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class ReportTests
{
    private static readonly string _files = Path.Combine(Repository.Root, "tests/Report.Tests/Golden");

    [Fact]
    public void The_report_of_known_results_is_the_expected_one()
    {
        var path = Path.Combine(_files, "README.md");
        var report = MarkdownReport.Of(Results(_files));
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, report);
        }

        Assert.Equal(File.ReadAllText(path), report);
    }

    [Fact]
    public void Each_picture_that_the_report_shows_is_drawn_with_its_peers_and_numbers()
    {
        var results = Results(_files);
        var pictures = Plots.Of(results).ToDictionary(p => p.Name, p => XDocument.Parse(p.Text));

        Assert.All(pictures.Keys, name => Assert.Contains($"({name})", MarkdownReport.Of(results)));
        Assert.Equal(["many.svg", "start.svg", "timeline.svg"], pictures.Keys.Order());
        Assert.Contains("Quadlet, rootless, pasta", Text(pictures["start.svg"]));
        Assert.Contains("367", Text(pictures["start.svg"]));
        Assert.Contains("rootful-containers", Text(pictures["many.svg"]));
        Assert.Contains("systemctl start returns", Text(pictures["timeline.svg"]));
    }

    private static List<Run> Results(string directory) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(directory, "results"), "*.json")
                .Order(StringComparer.Ordinal)
                .Select(f => Run.Read(Path.GetFileNameWithoutExtension(f), File.ReadAllText(f))),
        ];

    private static string Text(XDocument picture) =>
        string.Join('\n', picture.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim()));
}
