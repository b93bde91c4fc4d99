// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.NetworkHelper.Networking;

/// <summary>A chain of nftables, as text for nft(8).</summary>
/// <param name="Name">Unique in its table.</param>
/// <param name="Hook">Where packets enter it, in braces; nothing in them when only rules go to it.</param>
/// <param name="Rules">One line each.</param>
internal sealed record AntiSpoofChain(string Name, string Hook, IReadOnlyList<string> Rules);
