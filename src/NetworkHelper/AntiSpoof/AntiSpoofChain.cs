// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.NetworkHelper.AntiSpoof;

/// <summary>A chain of nftables, as text for nft(8).</summary>
/// <param name="Name">Unique in its table.</param>
/// <param name="Hook">Where packets enter it, in braces; nothing in them when only rules go to it.</param>
/// <param name="Rules">One line each.</param>
internal sealed record AntiSpoofChain(string Name, string Hook, IReadOnlyList<string> Rules)
{
    /// <summary>Fails where there is such a chain. All of a table come before the rules, which go from one to another.</summary>
    public string Declaration(string table) => $"create chain {table} {Name} {Hook}\n";

    public string Content(string table)
    {
        var text = new StringBuilder();
        foreach (var rule in Rules)
        {
            text.Append(CultureInfo.InvariantCulture, $"add rule {table} {Name} {rule}\n");
        }

        return text.ToString();
    }
}
