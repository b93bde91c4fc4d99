// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Import.Drafts;

/// <summary>
/// Passwords in a source. They are neither written into a definition, which others may read, nor said. The variables of a container, which
/// may be passwords as well, are its own matter.
/// </summary>
internal static class Passwords
{
    public const string Reason = "a password is not written into a definition: 'podman login' as the user, or authfile";

    public const string OfKey = "a passphrase is not written into a definition; write a key that has none";

    public const string OfAddress =
        "a password is not written into a definition: write the address without it, and let git or podman of the user's know it";

    private const string Mask = "***";
    private const string Credentials = "--creds";
    private const string Key = "--decryption-key";

    /// <summary>Flags whose next word is one.</summary>
    private static readonly string[] Flags = [Credentials, Key, "--password", "--passphrase"];

    /// <summary>What names of them end with.</summary>
    private static readonly string[] Names =
    [
        "pass",
        "passwd",
        "password",
        "password2",
        "passphrase",
        "creds",
        "token",
    ];

    /// <summary>The same text without what may be a password in it.</summary>
    public static string Hidden(string text)
    {
        var words = text.Split(' ');
        var isLogin = false;
        for (var i = 0; i < words.Length; i++)
        {
            isLogin |= words[i] == "login";
            var flag = i == 0 ? "" : words[i - 1];
            words[i] =
                flag.EndsWith(Credentials, StringComparison.Ordinal)
                || Flags.Contains(flag, StringComparer.Ordinal)
                || (isLogin && flag == "-p")
                    ? Mask
                    : string.Join(',', words[i].Split(',').Select(HiddenOption));
        }

        return string.Join(' ', words);
    }

    /// <summary>Whether it is an option of a mount such as password=x.</summary>
    public static bool IsOption(string option) =>
        option.IndexOf('=', StringComparison.Ordinal) is var equals and > 0
        && option[..equals].Trim() is "pass" or "password" or "password2" or "passwd";

    /// <summary>Whether an address has one before its host.</summary>
    public static bool IsInAddress(string text) => InAddress(text) is not null;

    /// <summary>Whether a key to decrypt with has one, as KEY:PASSPHRASE.</summary>
    public static bool IsInKey(string value) => value.TrimEnd(':').Contains(':', StringComparison.Ordinal);

    /// <summary>Words of a command without those that are a password, or that one follows.</summary>
    /// <param name="lose">Told for each why it is left out.</param>
    public static IReadOnlyList<string> Without(IReadOnlyList<string> words, Action<string> lose)
    {
        var kept = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            var equals = words[i].IndexOf('=', StringComparison.Ordinal);
            var flag = equals < 0 ? words[i] : words[i][..equals];
            var value = equals < 0 ? words.ElementAtOrDefault(i + 1) ?? "" : words[i][(equals + 1)..];
            var reason =
                flag == Credentials ? Reason
                : flag == Key && IsInKey(value) ? OfKey
                : null;
            if (reason is null)
            {
                kept.Add(words[i]);
                continue;
            }

            lose(reason);
            i += equals < 0 ? 1 : 0;
        }

        return kept;
    }

    private static string HiddenOption(string option)
    {
        if (InAddress(option) is var (first, last))
        {
            option = option[..first] + Mask + option[last..];
        }

        for (var equals = option.IndexOf('='); equals >= 0; equals = option.IndexOf('=', equals + 1))
        {
            var before = option[..equals];
            if (equals + 1 < option.Length && Names.Any(n => before.EndsWith(n, StringComparison.OrdinalIgnoreCase)))
            {
                return $"{before}={Mask}";
            }
        }

        return option;
    }

    // Of https://name:password@host.
    private static (int First, int Last)? InAddress(string text)
    {
        var begin = text.IndexOf("://", StringComparison.Ordinal) + 3;
        if (begin < 3)
        {
            return null;
        }

        var end = text.IndexOf('/', begin);
        end = end < 0 ? text.Length : end;
        var at = text.LastIndexOf('@', end - 1, end - begin);
        var colon = at < 0 ? -1 : text.IndexOf(':', begin, at - begin);
        return colon < 0 ? null : (colon + 1, at);
    }
}
