// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;

namespace RootfulContainers.Definitions;

/// <summary><c>NAME.toml</c>, or <c>NAME.network.toml</c>.</summary>
internal readonly record struct DefinitionFileName(ContainerName Name, bool IsNetwork)
{
    public const string Extension = DefinitionPaths.Extension;

    private const string NetworkExtension = ".network";

    /// <summary>Whether the file is the definition of a network, whatever its name is otherwise.</summary>
    public static bool OfNetwork(string fileName) =>
        fileName.EndsWith(NetworkExtension + Extension, StringComparison.Ordinal);

    public static bool TryParse(string fileName, out DefinitionFileName parsed, [NotNullWhen(false)] out string? error)
    {
        var isNetwork = OfNetwork(fileName);
        var text = fileName[..^(Extension.Length + (isNetwork ? NetworkExtension.Length : 0))];
        // [depends] could not tell the definition from the unit.
        error =
            !ContainerName.TryParse(text, out var name, out var reason) ? $"file name: {reason}"
            : SystemUnits.IsUnit(text) ? $"file name: a definition must not be named like a unit, as '{text}' is"
            : isNetwork && ForeignWords.NetworkMode(text) is { } mode ? $"file name: {mode}"
            : null;
        parsed = new DefinitionFileName(name, isNetwork);
        return error is null;
    }

    public override string ToString() => $"{Name}{(IsNetwork ? NetworkExtension : "")}{Extension}";
}
