// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.NetworkHelper.AntiSpoof;

/// <summary>
/// The same checks on the bridges, for interfaces that are not there yet, as text for nft(8): whatever becomes a port of a
/// watched bridge while netavark works may send only what the container may, from its first frame on. The rules on the
/// interfaces themselves take over as soon as it is known which they are.
/// </summary>
internal static class AntiSpoofGate
{
    private const string Name = "rootful-containers";
    private const string Table = $"bridge {Name}";

    /// <summary>
    /// For how long after netavark's limit. It is the kernel that ends it: of a helper that was killed nothing may stay that would
    /// keep others' new interfaces from sending.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <param name="name">The container.</param>
    /// <param name="plan">What it may send.</param>
    /// <param name="present">The indices of the veth interfaces that were there before, which pass.</param>
    /// <param name="anyBridge">For kernels on which a rule cannot ask for the name of a bridge: new interfaces on all of them.</param>
    /// <param name="limit">How long netavark may take.</param>
    /// <returns>Fails when there is one, which can only be one that was left: they are closed under podman's lock.</returns>
    public static string Close(
        ContainerName name,
        AntiSpoofPlan plan,
        IReadOnlyCollection<int> present,
        bool anyBridge,
        TimeSpan limit
    )
    {
        var seconds = Math.Ceiling((limit + Margin).TotalSeconds);
        AntiSpoofChain[] chains =
        [
            AntiSpoofChecks.OwnAddressesChain(name, plan),
            AntiSpoofChecks.MacOnlyChain(name, plan),
            .. AntiSpoofChecks.Shared(name, plan),
        ];
        var text = new StringBuilder($"create table {Table}\n");
        foreach (var chain in chains)
        {
            text.Append(chain.Declaration(Table));
        }

        foreach (var chain in chains)
        {
            text.Append(chain.Content(Table));
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"add map {Table} watched {{ type ifname : verdict; flags timeout; }}\n"
        );
        foreach (var (key, verdict) in anyBridge ? [AnyBridge(name, plan)] : plan.Bridges.Select(b => Bridge(name, b)))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"add element {Table} watched {{ \"{key}\" timeout {seconds:0}s : {verdict} }}\n"
            );
        }

        string[] rules =
        [
            .. present.Count == 0
                ? (IEnumerable<string>)[]
                : [$"iif {AntiSpoofChecks.Set(present.Select(Number))} accept"],
            anyBridge ? "meta iifkind vmap @watched" : "meta iifkind \"veth\" meta ibrname vmap @watched",
        ];
        // input as well: what is for the bridge's own link, such as LLDP, takes no other way, and the bridge learns its MAC.
        foreach (var hook in new[] { "prerouting", "input" })
        {
            // Before br_netfilter, which would have packets go through the host's own rules first.
            var chain = new AntiSpoofChain(hook, $"{{ type filter hook {hook} priority -310; policy accept; }}", rules);
            text.Append(chain.Declaration(Table)).Append(chain.Content(Table));
        }

        return text.ToString();
    }

    /// <summary>
    /// Without effect from here on, and without a hook. It is not removed at once: after a removal each nft(8), and this program, waits
    /// at its end until the kernel is done with it, some 10 ms and more.
    /// </summary>
    public const string Open = $"add table {Table} {{ flags dormant; }}\n";

    /// <summary>The one there is, if any; one that was opened is dormant.</summary>
    public static NftablesTable? Find() => NftablesTable.Find(NftablesTable.NFPROTO_BRIDGE, Name);

    /// <summary>Removes one in whatever state; none is fine.</summary>
    public const string Remove = $"add table {Table}\ndelete table {Table}\n";

    /// <summary>Fails when there is none of that container.</summary>
    public static string List(ContainerName name) => $"list chain {Table} {AntiSpoofChecks.OwnAddresses(name)}\n";

    private static (string Key, string Verdict) Bridge(ContainerName name, WatchedBridge bridge) =>
        (
            bridge.Name,
            $"goto {(bridge.HasKnownAddresses ? AntiSpoofChecks.OwnAddresses(name) : AntiSpoofChecks.MacOnly(name))}"
        );

    /// <summary>Which of them a new interface is on cannot be told, so that it is what may pass on any.</summary>
    private static (string Key, string Verdict) AnyBridge(ContainerName name, AntiSpoofPlan plan) =>
        Bridge(name, new WatchedBridge("veth", plan.Bridges.All(b => b.HasKnownAddresses)));

    private static string Number(int index) => index.ToString(CultureInfo.InvariantCulture);
}
