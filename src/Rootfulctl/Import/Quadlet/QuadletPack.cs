// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Import.Quadlet;

/// <summary>FILE.quadlets: several files in one, each behind a line --- and with its name in # FileName=.</summary>
internal static class QuadletPack
{
    public static IEnumerable<SourceFile> Open(SourceFile file)
    {
        if (!file.Name.EndsWith(".quadlets", StringComparison.Ordinal))
        {
            return [file];
        }

        var files = new List<SourceFile>();
        var begin = 0;
        var lines = file.Text.Split('\n');
        for (var i = 0; i <= lines.Length; i++)
        {
            if (i < lines.Length && lines[i].TrimEnd() != "---")
            {
                continue;
            }

            var part = lines[begin..i];
            if (part.Select(NameIn).FirstOrDefault(n => n is not null) is { } name)
            {
                // Lines keep their numbers.
                var text = new string('\n', begin) + string.Join('\n', part.Where(l => NameIn(l) is null));
                var section = part.Select(l => l.Trim()).FirstOrDefault(l => Sections.ContainsKey(l)) ?? "";
                var suffix = Sections.GetValueOrDefault(section, ".container");
                files.Add(file with { Path = $"{file.Directory}/{name}{suffix}", Text = text });
            }

            begin = i + 1;
        }

        return files;
    }

    private static readonly Dictionary<string, string> Sections = new(StringComparer.Ordinal)
    {
        ["[Container]"] = ".container",
        ["[Pod]"] = ".pod",
        ["[Network]"] = ".network",
        ["[Volume]"] = ".volume",
        ["[Image]"] = ".image",
        ["[Build]"] = ".build",
        ["[Kube]"] = ".kube",
        ["[Artifact]"] = ".artifact",
        // Not one of podman's, and written by the export.
        ["[Timer]"] = ".timer",
    };

    private static string? NameIn(string line)
    {
        var text = line.TrimStart('#', ' ');
        return line.StartsWith('#') && text.StartsWith("FileName=", StringComparison.Ordinal)
            ? System.IO.Path.GetFileName(text["FileName=".Length..].Trim())
            : null;
    }
}
