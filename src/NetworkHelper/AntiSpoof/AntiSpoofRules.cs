// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.NetworkHelper.AntiSpoof;

/// <summary>
/// The rules of a container on the host's end of its interfaces, before the bridge, as text for nft(8). What they check is
/// <see cref="AntiSpoofChecks"/>.
/// </summary>
internal static class AntiSpoofRules
{
    /// <summary>One for all containers: nft(8) takes a quarter of a millisecond for every table there is, and netavark runs it four times.</summary>
    public const string TableName = "rootful-containers";

    private const string Table = $"netdev {TableName}";

    /// <summary>Fails when the container has chains already. Replacing one costs the kernel some 10 ms more.</summary>
    public static string Create(IReadOnlyList<AntiSpoofChain> chains)
    {
        var text = new StringBuilder($"add table {Table}\n");
        foreach (var chain in chains)
        {
            text.Append(chain.Declaration(Table));
        }

        foreach (var chain in chains)
        {
            text.Append(chain.Content(Table));
        }

        return text.ToString();
    }

    /// <summary>One transaction, so that no frame passes between the old rules and the new ones.</summary>
    public static string Replace(ContainerName name, IReadOnlyList<AntiSpoofChain> chains) =>
        $"add table {Table}\n{Delete(name)}{Create(chains)}";

    /// <summary>What is not there must be made to be removed: <c>destroy</c> would need Linux 6.3.</summary>
    public static string Delete(ContainerName name)
    {
        var text = new StringBuilder();
        foreach (var chain in AntiSpoofChecks.Names(name))
        {
            text.Append(CultureInfo.InvariantCulture, $"add chain {Table} {chain}\ndelete chain {Table} {chain}\n");
        }

        return text.ToString();
    }

    /// <param name="name">The container.</param>
    /// <param name="plan">What it may send.</param>
    /// <param name="interfaces">The host's ends on networks whose addresses are known.</param>
    /// <param name="macInterfaces">Those on the others.</param>
    /// <returns>None without interfaces.</returns>
    public static IReadOnlyList<AntiSpoofChain> Chains(
        ContainerName name,
        AntiSpoofPlan plan,
        IReadOnlyList<string> interfaces,
        IReadOnlyList<string> macInterfaces
    )
    {
        var chains = new List<AntiSpoofChain>();
        if (interfaces.Count > 0)
        {
            chains.Add(OnIngress(AntiSpoofChecks.OwnAddressesChain(name, plan), interfaces));
        }

        if (macInterfaces.Count > 0)
        {
            chains.Add(OnIngress(AntiSpoofChecks.MacOnlyChain(name, plan), macInterfaces));
        }

        return chains.Count == 0 ? [] : [.. chains, .. AntiSpoofChecks.Shared(name, plan)];
    }

    private static AntiSpoofChain OnIngress(AntiSpoofChain chain, IReadOnlyList<string> interfaces)
    {
        var set = AntiSpoofChecks.Set(interfaces.Select(i => $"\"{i}\""));
        return chain with
        {
            Hook = $"{{ type filter hook ingress devices = {set} priority filter; policy drop; }}",
            // iif is a number to the kernel: rules that somebody lost, and an interface that got the same name later, do not
            // meet. Linux since 6.16 hooks by name.
            Rules = [$"iif != {set} accept", .. chain.Rules],
        };
    }
}
