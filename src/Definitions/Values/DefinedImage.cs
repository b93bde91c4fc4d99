// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Values;

/// <summary>An image by its definition: <c>NAME.image</c> or <c>NAME.build</c>.</summary>
internal static class DefinedImage
{
    public const string Image = ".image";
    public const string Build = ".build";

    /// <summary>Whether that is meant, and not an image of that name.</summary>
    public static bool IsMeant(string image) =>
        !image.AsSpan().ContainsAny('/', ':') && (HasSuffix(image, Image) || HasSuffix(image, Build));

    private static bool HasSuffix(string image, string suffix) =>
        image.EndsWith(suffix, StringComparison.Ordinal) && image.Length > suffix.Length;
}
