// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>The host's secret, which addresses and MACs derive from.</summary>
internal static class SecretFile
{
    public static readonly HostCheck Check = new("secret", "the secret of addresses is there, and root's alone", Find)
    {
        // Its directory is root's alone.
        NeedsRoot = true,
    };

    private const string Secret = HostSecret.Path;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static string Make => $"(umask 077 && head -c {HostSecret.Length} /dev/urandom >{Secret})";

    private static IEnumerable<Finding> Find(Examination host)
    {
        if (NativeFile.Status(Secret) is not { } status)
        {
            yield return Finding.Error(
                $"{Secret} is missing",
                "no container is attached; with another one than before, which a backup may have, addresses change",
                Make
            );
            yield break;
        }

        if (status.User != 0)
        {
            yield return Finding.Error(
                $"{Secret} does not belong to root",
                "no container is attached: its owner would know every address",
                $"chown root:root {Secret}"
            );
        }

        if ((status.Permissions & 0x3f) != 0)
        {
            yield return Finding.Error(
                $"{Secret} can be read by others than root",
                "no container is attached: users would know every address",
                $"chmod 0600 {Secret}"
            ) with
            {
                Fix = () =>
                {
                    File.SetUnixFileMode(Secret, OwnerOnly);
                    return $"chmod 0600 {Secret}";
                },
            };
        }

        if (status.Size < HostSecret.Length)
        {
            yield return Finding.Error(
                $"{Secret} has {status.Size} bytes; {HostSecret.Length} are needed",
                "no container is attached; with another one than before, which a backup may have, addresses change",
                Make
            );
        }
    }
}
