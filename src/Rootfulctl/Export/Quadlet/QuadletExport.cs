// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Definitions.Kinds.Containers;

namespace RootfulContainers.Rootfulctl.Export.Quadlet;

/// <summary>Definitions as files of Quadlet for rootless podman: what their users can take along.</summary>
internal static class QuadletExport
{
    /// <summary>First what containers name, and each file by itself.</summary>
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
            .Concat(definitions.Prerequisites.Select(QuadletPrerequisite.Of))
            .Concat(definitions.Containers.SelectMany(c => Container(c, definitions)));

    private static QuadletUnit[] Container(ContainerDefinition container, ExportedDefinitions definitions)
    {
        var file = QuadletContainer.Of(container, definitions);
        return container.HasTimer ? [file, QuadletTimer.Of(container)] : [file];
    }
}
