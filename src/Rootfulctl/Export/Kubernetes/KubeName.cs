// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>What objects of Kubernetes can be called.</summary>
internal static class KubeName
{
    private const int MaximumLength = 63;

    /// <summary>A DNS label that begins with a letter, which every kind of object takes.</summary>
    public static string Of(string name)
    {
        var label = string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        label = label.Length > 0 && char.IsAsciiLetter(label[0]) ? label : $"x{label}";
        return label[..Math.Min(label.Length, MaximumLength)].TrimEnd('-');
    }

    public static bool IsLabel(string text) =>
        text.Length is > 0 and <= MaximumLength
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && text[0] != '-'
        && text[^1] != '-';

    /// <summary>A name of a label or annotation: <c>[PREFIX/]NAME</c>.</summary>
    public static bool IsQualified(string text)
    {
        var slash = text.LastIndexOf('/');
        return IsWord(text[(slash + 1)..])
            && (slash < 0 || text[..slash].Split('.').All(IsLabel) && slash is > 0 and <= 253);
    }

    public static bool IsLabelValue(string text) => text.Length == 0 || IsWord(text);

    /// <summary>What a ConfigMap can have as a key.</summary>
    public static bool IsKey(string text) =>
        text.Length is > 0 and <= 253
        && text is not ("." or "..")
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsWord(string text) =>
        text.Length is > 0 and <= MaximumLength
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && char.IsAsciiLetterOrDigit(text[0])
        && char.IsAsciiLetterOrDigit(text[^1]);
}
