// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>
/// How a variable of <c>[env]</c> reaches podman. Everybody on the machine can read the arguments of a process, and values
/// may be secrets, so it is never one of them: podman takes it from its own environment, or from a file as
/// <c>--env-file</c> has it.
/// </summary>
internal static class ContainerVariable
{
    // podman reads such a file by lines, into a buffer of 64 KiB that must hold the line's end as well.
    private const int LongestLine = (64 * 1024) - 2;

    /// <summary>
    /// What podman, the libraries in it and the C library read themselves: in podman's environment a value for the container
    /// would change what they do. These whole names, whatever their case, ...
    /// </summary>
    private static readonly HashSet<string> ReadByPodman = new(StringComparer.OrdinalIgnoreCase)
    {
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "SHELL",
        "TERM",
        "TMP",
        "TMPDIR",
        "TZ",
        "TZDIR",
        "LANG",
        "LANGUAGE",
        "NOTIFY_SOCKET",
        "JOURNAL_STREAM",
        "INVOCATION_ID",
        "MAINPID",
        "MANAGERPID",
        "WATCHDOG_PID",
        "WATCHDOG_USEC",
        "FDSTORE",
        "CREDENTIALS_DIRECTORY",
        "RUNTIME_DIRECTORY",
        "EXIT_CODE",
        "EXIT_STATUS",
        "SERVICE_RESULT",
        "CONTAINER",
        "GODEBUG",
        "GOGC",
        "GOMAXPROCS",
        "GOMEMLIMIT",
        "GOTRACEBACK",
        "GOCOVERDIR",
        "GORACE",
        "GOROOT",
        "GPGME_DEBUG",
        "GNUPGHOME",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "FTP_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "NO_COLOR",
        "GLIBC_TUNABLES",
        "GCONV_PATH",
        "GETCONF_DIR",
        "HOSTALIASES",
        "LOCALDOMAIN",
        "LOCPATH",
        "NLSPATH",
        "RES_OPTIONS",
        "SSLKEYLOGFILE",
        "TEST_PODMAN",
    };

    /// <summary>... and all that begin with one of these, where the names behind it differ between versions.</summary>
    private static readonly string[] PrefixesReadByPodman =
    [
        "LC_",
        "LD_",
        "MALLOC_",
        "XDG_",
        "DBUS_",
        "SYSTEMD_",
        "LISTEN_",
        "PODMAN_",
        "CONTAINER_",
        "CONTAINERS_",
        "_CONTAINERS_",
        "BUILDAH_",
        "DOCKER_",
        "STORAGE_",
        "REGISTRY_",
        "OCI_",
        "SSL_",
        "SSH_",
        "GPG_",
        "NETAVARK_",
        "RUST_",
        "OTEL_",
        "SQLITE_",
    ];

    /// <summary>Whether podman takes it from its own environment; else from the file.</summary>
    public static bool IsInherited(string name, string value) =>
        IsIdentifier(name) && !IsPodmans(name) && IsUnitValue(value);

    /// <summary>What is wrong with a variable that neither way can hold; the value is not in it.</summary>
    public static string? Check(string name, string value)
    {
        if (name.StartsWith('#'))
        {
            return "a name that begins with '#' is a comment to podman";
        }

        if (IsInherited(name, value) || IsFileValue(name, value))
        {
            return null;
        }

        var why =
            IsPodmans(name) ? "podman or systemd read a variable of this name themselves"
            : IsIdentifier(name) ? "the value holds a control character"
            : "the name has other characters than letters, digits and '_'";
        return $"this value cannot be kept out of podman's arguments, which everybody can read: {why}, and as a line of a file it must "
            + $"be one line below 64 KiB; use a secret of podman's with \"type=env,target={name}\"";
    }

    private static bool IsPodmans(string name) =>
        ReadByPodman.Contains(name)
        || PrefixesReadByPodman.Any(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase));

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>What env_value_is_valid() of systemd takes.</summary>
    private static bool IsUnitValue(string value)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is < ' ' and not ('\t' or '\n') or 0x7f || UnitText.IsNoncharacter(rune))
            {
                return false;
            }
        }

        return true;
    }

    // podman takes away spaces before the name, of which a name has none, and a carriage return before the line's end.
    private static bool IsFileValue(string name, string value) =>
        !value.AsSpan().ContainsAny('\n', '\r')
        && Encoding.UTF8.GetByteCount(name) + 1 + Encoding.UTF8.GetByteCount(value) <= LongestLine;
}
