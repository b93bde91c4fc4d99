// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>A flag of a command of podman's.</summary>
/// <param name="Name">The long one, without its dashes.</param>
/// <param name="Spelled">As it stands there.</param>
/// <param name="Value">Null for one that takes none.</param>
/// <param name="First">The first of its words.</param>
/// <param name="Last">The last, which is its value where that is a word of its own.</param>
internal sealed record PodmanFlag(string Name, string Spelled, string? Value, int First, int Last)
{
    /// <summary>With its value, where that may be shown: variables may be passwords.</summary>
    public string Shown =>
        Value is null || Name is "creds" or "decryption-key" ? Spelled
        : Name == "env" ? $"{Spelled}={Value.Split('=')[0]}"
        : PrintableText.Of($"{Spelled}={Value}", 120);
}
