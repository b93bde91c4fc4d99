// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Values that are carried over as they are, and for which the host may have to be made ready.</summary>
internal static class HostValues
{
    private const string NamePort = "53";

    /// <summary>Mounts that the kernel lets nobody but root make, and that need a server besides.</summary>
    private static readonly string[] RootsMounts = ["nfs", "nfs4", "cifs", "smb3", "ext4", "xfs", "btrfs"];

    /// <summary>What systemd has as the hard limits of a user's processes, unless it is told otherwise.</summary>
    private static readonly Dictionary<string, long> HardLimits = new(StringComparer.Ordinal)
    {
        ["nofile"] = 524_288,
        ["memlock"] = 8 << 20,
    };

    public static void Publish(ImportedDefinition d, string value)
    {
        d.Write("publish", value);
        if (value.Split('/')[0].Split(':') is [NamePort, _])
        {
            d.Draft.Remark(
                $"the name servers of networks have this port: put the address of the host before it on which it is served, as in 192.0.2.1:{value}"
            );
        }
    }

    public static void Limit(ImportedDefinition d, string value)
    {
        d.Write("ulimits", value);
        var equals = value.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 || !HardLimits.TryGetValue(value[..equals].ToLowerInvariant(), out var most))
        {
            return;
        }

        if (value[(equals + 1)..].Split(':').Any(n => IsBeyond(n, most)))
        {
            d.Draft.Remark(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"more than the {most} that users have by default: Limit{value[..equals].ToUpperInvariant()}= in a drop-in of user@{d.Owner.Uid?.ToString(CultureInfo.InvariantCulture)}.service allows it"
                )
            );
        }
    }

    public static void VolumeType(ImportedDefinition d, string value)
    {
        d.Write("type", value);
        if (RootsMounts.Contains(value, StringComparer.Ordinal))
        {
            d.Draft.Remark(
                "only root can mount it: mount it on the host, as by /etc/fstab, and give containers its directory in the place of the volume"
            );
        }
    }

    /// <summary>podman refuses a size where the container has the host's own shared memory.</summary>
    public static void SharedMemory(ImportedDefinition d, string value) =>
        d.Later(() =>
        {
            if (d.Draft.Items("podman_args").Contains("\"--ipc=host\"", StringComparer.Ordinal))
            {
                d.Draft.Imply("with --ipc=host it is the host's /dev/shm, whose size is the host's");
            }
            else
            {
                d.Write("shm_size", value);
            }
        });

    private static bool IsBeyond(string number, long most) =>
        number is "-1" or "unlimited"
        || (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > most);
}
