// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;

namespace RootfulContainers.Definitions.Values;

/// <summary>A line of the container's hosts(5), as <c>podman --add-host</c> has it: <c>HOST:ADDRESS</c>.</summary>
/// <param name="Address">An address, or <see cref="Gateway"/>.</param>
internal sealed record HostEntry(string Host, string Address)
{
    /// <summary>Stands for the address that the container reaches the host by.</summary>
    public const string Gateway = "host-gateway";

    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out HostEntry? entry,
        [NotNullWhen(false)] out string? error
    )
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var address = WithoutBrackets(text[(colon + 1)..]);
        entry =
            colon > 0
            && NetworkAttachment.CheckAlias(text[..colon]) is null
            && (address == Gateway || AddressText.TryParse(address, out _))
                ? new HostEntry(text[..colon], address)
                : null;
        error = entry is null ? $"'{text}' is not HOST:ADDRESS; ADDRESS may be {Gateway}" : null;
        return entry is not null;
    }

    // As it may stand behind a colon; one bracket alone is none.
    private static string WithoutBrackets(string address) => address is ['[', .., ']'] ? address[1..^1] : address;
}
