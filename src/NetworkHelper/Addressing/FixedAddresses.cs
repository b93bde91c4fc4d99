// SPDX-License-Identifier: BSD-2-Clause
using System.Net;

namespace RootfulContainers.NetworkHelper.Addressing;

/// <summary>The addresses that definitions ask for, whether or not their containers run.</summary>
internal sealed class FixedAddresses
{
    private const string GeneratorDirectory = "/run/systemd/generator";

    private readonly Dictionary<(string Network, IPAddress Address), ContainerName> _owners = [];

    private FixedAddresses(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (FixedAddress.TryParse(line, out var address))
            {
                _owners.TryAdd((address.Network, address.Address), address.Container);
            }
        }
    }

    /// <summary>As the generator found them at the last daemon-reload.</summary>
    public static FixedAddresses Load(string directory = GeneratorDirectory)
    {
        try
        {
            return new FixedAddresses(File.ReadLines(Path.Combine(directory, FixedAddress.FileName)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FixedAddresses([]);
        }
    }

    public bool IsForAnother(string network, IPAddress address, ContainerName owner) =>
        _owners.TryGetValue((network, address), out var container) && container != owner;
}
