// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Rootfulctl.Export.Quadlet;

/// <summary>Definitions as files of Quadlet for rootless podman: what their users can take along.</summary>
internal static class QuadletExport
{
    /// <summary>Networks first, and each file by itself.</summary>
    public static IReadOnlyList<ExportedFile> Files(ExportedDefinitions definitions) =>
        [.. Quadlets(definitions).Select(f => new ExportedFile(f.FileName, f.Render()))];

    /// <summary>The same as one file, which 'podman quadlet install' of podman 5.8 takes apart again.</summary>
    public static string Text(ExportedDefinitions definitions)
    {
        var text = new StringBuilder();
        foreach (var file in Quadlets(definitions))
        {
            text.Append(text.Length > 0 ? "---\n" : "").Append("# FileName=").Append(file.Name).Append('\n');
            text.Append(file.Render());
        }

        return text.ToString();
    }

    private static IEnumerable<QuadletUnit> Quadlets(ExportedDefinitions definitions) =>
        definitions
            .Networks.Where(n => QuadletNetwork.HasFile(n, definitions))
            .Select(n => QuadletNetwork.Of(n, definitions.Network(n)))
            .Concat(definitions.Containers.Select(c => QuadletContainer.Of(c, definitions)));
}
