// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Configuration;

namespace RootfulContainers.Generator.Units;

/// <summary>
/// How variables reach the container. Everybody on the machine can read the arguments of podman while it runs, but only
/// the user its environment: so <c>--env=NAME</c> has podman take the value from there, wherever that is possible.
/// </summary>
internal static class EnvironmentVariables
{
    /// <summary>
    /// What podman and the libraries in it read themselves. A value of the container's would change what they do, so it
    /// stays an argument.
    /// </summary>
    private static readonly string[] ReadByPodman =
    [
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "SHELL",
        "TERM",
        "TMP",
        "TZ",
        "LANG",
        "LC_",
        "LD_",
        "GO",
        "XDG_",
        "DBUS_",
        "SYSTEMD_",
        "NOTIFY_SOCKET",
        "LISTEN_",
        "JOURNAL_STREAM",
        "INVOCATION_ID",
        "MAINPID",
        "PODMAN_",
        "CONTAINER",
        "_CONTAINERS",
        "BUILDAH_",
        "DOCKER_",
        "STORAGE_",
        "REGISTRY_",
        "OCI_",
        "SSL_",
        "SSH_",
        "GPG",
        "GNUPG",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "FTP_PROXY",
        "NO_PROXY",
        "NO_COLOR",
        "NETAVARK_",
        "RUST_",
        "OTEL_",
        "SQLITE",
    ];

    public static void Add(UnitSection service, CommandLine create, Setting? variables)
    {
        foreach (var variable in variables?.Values ?? [])
        {
            var assignment = $"{variable.Name}={variable.Text}";
            if (IsUnitVariable(variable.Name!) && IsUnitValue(variable.Text)) // entries of a map have names
            {
                service.Add("Environment", UnitText.Word(assignment));
                create.Flag("env", variable.Name!);
            }
            else
            {
                create.Flag("env", assignment);
            }
        }
    }

    private static bool IsUnitVariable(string name) =>
        !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && !ReadByPodman.Any(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase));

    /// <summary>What env_value_is_valid() of systemd takes.</summary>
    private static bool IsUnitValue(string value)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is < ' ' and not ('\t' or '\n') or 0x7f || ValueChecks.IsNoncharacter(rune))
            {
                return false;
            }
        }

        return true;
    }
}
