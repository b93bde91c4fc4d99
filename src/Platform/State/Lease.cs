// SPDX-License-Identifier: BSD-2-Clause
using System.Net;

namespace RootfulContainers.Platform.State;

/// <summary>An address of a network that a container has, or is about to have.</summary>
internal sealed record Lease(string Network, IPAddress Address, ContainerName Container)
{
    /// <summary>All that there are, read without a lock; what vanishes meanwhile was given back.</summary>
    public static IReadOnlyList<Lease> ReadAll(string path = StatePaths.Leases)
    {
        var leases = new List<Lease>();
        foreach (var network in DirectoryStream.Names(path).Order(StringComparer.Ordinal))
        {
            foreach (var name in DirectoryStream.Names($"{path}/{network}"))
            {
                if (IPAddress.TryParse(name, out var address) && Holder($"{path}/{network}/{name}") is { } holder)
                {
                    leases.Add(new Lease(network, address, holder));
                }
            }
        }

        return leases;
    }

    private static ContainerName? Holder(string path)
    {
        try
        {
            return ContainerName.TryParse(File.ReadAllText(path).TrimEnd('\n'), out var holder, out _) ? holder : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
