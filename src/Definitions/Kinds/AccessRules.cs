// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Definitions.Kinds;

/// <summary>
/// The user's own service manager makes the container's units, so the user must be able to read the definition. Root's
/// generator, which can read everything, says so before somebody finds the unit missing.
/// </summary>
internal static class AccessRules
{
    public static void Check(List<Diagnostic> diagnostics, DefinitionSource source, User user, GroupTable groups)
    {
        foreach (
            var protection in source
                .Files.SelectMany(f => f.Protections)
                .DistinctBy(p => p.Path, StringComparer.Ordinal)
        )
        {
            if (!protection.Admits(user.Uid, gid => groups.MayBeIn(gid, user)))
            {
                diagnostics.Add(
                    new Diagnostic(SourcePosition.WholeFile(protection.Path), Message(protection, user, groups))
                );
            }
        }
    }

    private static string Message(FileProtection protection, User user, GroupTable groups)
    {
        var (path, verb, remedy) = (protection.Path, "read", Remedy(protection.Path, user, groups));
        if (protection.IsDirectory)
        {
            (verb, remedy) =
                protection.Needed == FileAccessBits.Enter
                    ? ("enter", $"chmod a+x {path}")
                    : ("list", $"chmod a+rx {path}");
        }

        var mode = Convert.ToString(protection.Mode, 8).PadLeft(4, '0');
        return $"user '{user.Name}' cannot {verb} it (mode {mode}, group {groups.Name(protection.Group)}), whose service "
            + $"manager needs the definition; run for example '{remedy}', then 'systemctl daemon-reload'";
    }

    // A group that others may be in would show them what is meant for one user.
    private static string Remedy(string path, User user, GroupTable groups) =>
        user.Gid is { } gid && groups.Name(gid) == user.Name
            ? $"chgrp {user.Name} {path} && chmod 640 {path}"
            : $"setfacl -m u:{user.Name}:r {path}";
}
