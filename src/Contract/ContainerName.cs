// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;

namespace RootfulContainers.Contract;

/// <summary>
/// The name of a definition and of its container, units and state directory: <c>[a-z0-9][a-z0-9_.-]*</c>, at most 63
/// characters. The grammar is what keeps a name usable as a file name, a unit instance without escapes and a DNS label
/// at the same time; nothing else in the project checks it again.
/// </summary>
internal readonly record struct ContainerName
{
    public const int MaximumLength = 63;

    private readonly string? _text;

    private ContainerName(string text) => _text = text;

    public static bool TryParse(string text, out ContainerName name, [NotNullWhen(false)] out string? error)
    {
        name = default;
        error = text switch
        {
            "" => "a name must not be empty",
            { Length: > MaximumLength } => $"name '{text}' is longer than {MaximumLength} characters",
            _ when !IsAlphanumeric(text[0]) => $"name '{text}' must start with one of a-z 0-9",
            _ when text.AsSpan().ContainsAnyExcept(NameCharacters) => $"name '{text}' may hold only a-z 0-9 _ . -",
            _ => null,
        };
        if (error is not null)
        {
            return false;
        }

        name = new ContainerName(text);
        return true;
    }

    public override string ToString() => _text ?? throw new InvalidOperationException("a default ContainerName");

    private static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789_.-"
    );

    private static bool IsAlphanumeric(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9');
}
