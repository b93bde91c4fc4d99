// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>Who may write definitions. A file that was moved to its place still belongs to who had made it.</summary>
internal static class ProtectedDefinitions
{
    public static readonly HostCheck Check = new(
        "definitions-protected",
        "nobody but root can change definitions",
        Find
    );

    private const int WritableByGroup = 0x10;
    private const int WritableByAll = 0x2;
    private const int Type = 0xf000;
    private const int CharacterDevice = 0x2000;

    private static readonly EnumerationOptions WithDropIns = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 1,
        AttributesToSkip = FileAttributes.None,
    };

    private static IEnumerable<Finding> Find(Examination host) =>
        from path in DefinitionPaths.Search.SelectMany(Paths)
        let status = NativeFile.Status(path)
        where status is { } found && IsWritable(found)
        select Finding.Warning(
            $"{path} can be changed by others than root",
            "systemd runs commands of definitions as root: who writes one can be root",
            $"chown root:root {ShellWord.Of(path)} && chmod go-w {ShellWord.Of(path)}"
        );

    private static bool IsWritable(FileStatus status) =>
        // /dev/null, by which a definition is masked.
        (status.Mode & Type) != CharacterDevice
        && (
            status.User != 0
            || (status.Mode & WritableByAll) != 0
            || ((status.Mode & WritableByGroup) != 0 && status.Group != 0)
        );

    /// <summary>The directory, its files and drop-ins.</summary>
    private static IEnumerable<string> Paths(string directory) =>
        Directory.Exists(directory)
            ? Directory
                .EnumerateFileSystemEntries(directory, "*", WithDropIns)
                .Order(StringComparer.Ordinal)
                .Prepend(directory)
            : [];
}
