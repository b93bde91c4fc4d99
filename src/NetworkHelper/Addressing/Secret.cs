// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.NetworkHelper.Addressing;

/// <summary>The host's secret, which addresses and MACs derive from, so that nobody can compute a neighbour's.</summary>
internal static class Secret
{
    public static byte[] Load(string path = HostSecret.Path)
    {
        using var descriptor = new Descriptor(openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0));
        if (descriptor.IsInvalid)
        {
            throw new HostException(
                $"{path} cannot be read; an installation makes it (32 random bytes, mode 0600, owned by root)"
            );
        }

        var status = descriptor.Status(path);
        if (status.User != 0 || (status.Mode & 0x3F) != 0)
        {
            throw new HostException($"{path} must belong to root and have mode 0600, or users know every address");
        }

        var secret = descriptor.ReadAll(4096, path);
        return secret.Length >= HostSecret.Length
            ? secret
            : throw new HostException($"{path} holds {secret.Length} bytes; at least {HostSecret.Length} are needed");
    }
}
