// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Whose containers they are going to be.</summary>
/// <param name="Uid">Null when this host does not know the user.</param>
internal sealed record ImportOwner(string Name, uint? Uid, string Home)
{
    /// <summary>The network of a container that names none.</summary>
    public string Network { get; init; } = "podman";

    public string? RuntimeDirectory =>
        Uid is { } uid ? string.Create(CultureInfo.InvariantCulture, $"/run/user/{uid}") : null;
}
