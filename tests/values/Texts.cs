// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using System.Text;
using CsCheck;

namespace RootfulContainers.Tests.Values;

/// <summary>Texts full of what systemd, a shell, TOML or podman could take for something else, in many shapes.</summary>
internal static class Texts
{
    private static readonly string[] Pieces =
    [
        .. "%i|%%|%|%t|$HOME|${HOME}|$$|$|\\|\\\\|\\n|\\x41|\\u00e4|'|\"|;| ; |\n|\t|\r|\u001b|\u0001|\u007f|\u0085".Split(
            '|'
        ),
        .. "-@+!:|-|--|@|+|!|:|=|,|{}|*|?|~|&&|`id`| |  |#|[Service]|ä|ß|漢字|🦊|e\u0301|\u202e|\ufeff|\u2028|\u00a0|\ufdd0|\ufffd|\uffff".Split(
            '|'
        ),
        "|",
        "\nExecStart=/bin/false\n",
        "\\\n",
        "a",
        "Z",
        "0",
    ];

    // No NUL, which no argument can hold, and no surrogate, which is no character.
    private static readonly Gen<string> Character = Gen.Int[1, 0x10ffff]
        .Select(value => Rune.IsValid(value) ? new Rune(value).ToString() : "x");

    private static readonly Gen<string> Short = Gen.Frequency((3, Gen.OneOf(Pieces)), (1, Character))
        .Array[0, 8]
        .Select(string.Concat);

    private static readonly Gen<string> Long = Gen.Select(Short, Gen.Int[100, 2000])
        .Select((text, count) => string.Concat(Enumerable.Repeat(text, count / (text.Length + 1))));

    public static readonly Gen<string> Any = Gen.Frequency((40, Short), (1, Long));

    public static readonly Gen<string> NotEmpty = Any.Select(OrX);

    public static readonly Gen<string> Line = Any.Select(t => Keep(t, c => !char.IsControl(c)).TrimEnd('\\'))
        .Where(t => ValueChecks.UnitLine(t) is null);

    public static readonly Gen<string> Word = Any.Select(t => OrX(Keep(t, IsWord)));

    public static readonly Gen<string> Path = Any.Select(t => $"/{t}");

    public static readonly Gen<string> Address4 = Gen.Byte.Array[4].Select(b => new IPAddress(b).ToString());

    public static readonly Gen<string> Address6 = Gen.Byte.Array[16].Select(b => new IPAddress(b).ToString());

    public static readonly Gen<string> Mac = Gen
        .Byte.Array[5]
        .Select(b => $"02:{Convert.ToHexString(b, 0, 1)}:" + string.Join(':', b[1..].Select(o => $"{o:x2}")));

    /// <summary>What DNS, host names and networks are called.</summary>
    public static readonly Gen<string> Name = Of("aZ09-.", 0, 30).Select(t => $"x{t}");

    /// <summary>A unit that needs no file. Each dash would make another slice above it.</summary>
    public static readonly Gen<string> Slice = Of("aZ09:_.\\", 8, 20)
        .Select(t => $"value{t.Replace("\\", "\\x2d", StringComparison.Ordinal)}.slice");

    public static Gen<string> WordWithout(string characters) => Without(Word, characters);

    public static Gen<string> Without(Gen<string> texts, string characters) =>
        texts.Select(t => OrX(Keep(t, c => !characters.Contains(c, StringComparison.Ordinal))));

    public static Gen<string> Of(string characters, int minimum, int maximum) =>
        Gen.OneOf(characters.ToCharArray()).Array[minimum, maximum].Select(c => new string(c));

    public static Gen<string> Number(int minimum, int maximum) =>
        Gen.Int[minimum, maximum].Select(n => n.ToString(CultureInfo.InvariantCulture));

    private static bool IsWord(char c) => !char.IsWhiteSpace(c) && !char.IsControl(c);

    private static string Keep(string text, Func<char, bool> accept) => string.Concat(text.Where(accept));

    private static string OrX(string text) => text.Length == 0 ? "x" : text;
}
