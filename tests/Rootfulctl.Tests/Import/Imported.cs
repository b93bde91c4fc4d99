// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Tests.Import;

/// <summary>What an import makes of files of a directory, /q.</summary>
internal static class Imported
{
    public static Importer New() => new(new ImportOwner("test", 1000, "/home/test"));

    public static (IReadOnlyList<ImportedFile> Files, Importer Importer) Of(params (string Name, string Text)[] files)
    {
        var importer = New();
        return (
            importer.Import([
                .. files.Select(f => new SourceFile(
                    $"/q/{f.Name}",
                    f.Text,
                    null,
                    f.Name.EndsWith(".env", StringComparison.Ordinal)
                )),
            ]),
            importer
        );
    }

    /// <summary>All that is written or said.</summary>
    public static string All((IReadOnlyList<ImportedFile> Files, Importer Importer) imported) =>
        string.Join('\n', imported.Files.Select(f => f.Text))
        + string.Join('\n', imported.Importer.Report.Remarks.Select(r => r.ToString()));
}
