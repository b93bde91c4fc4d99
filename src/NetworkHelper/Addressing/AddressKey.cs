// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace RootfulContainers.NetworkHelper.Addressing;

/// <summary>What the host's secret makes of one container's address key on one network: the same on every start.</summary>
/// <param name="Number">
/// The low 128 bits of <c>HMAC-SHA3-512(secret, KEY + NETWORK)</c> as a big-endian integer, where one leading
/// <c>container-</c> and one trailing <c>.service</c> are taken off the joined text. Its low bits are the preferred host
/// part of an address.
/// </param>
/// <param name="Mac">
/// A locally administered unicast MAC: the first six octets of the HMAC of the same text followed by <c>NUL mac</c>, which
/// no key can end in. It is stable because the bridge keeps the neighbour entry of a stable address for a while.
/// </param>
internal sealed record AddressKey(UInt128 Number, string Mac)
{
    public static AddressKey Derive(ReadOnlySpan<byte> secret, string key, string network)
    {
        var text = Strip(key + network);
        var forAddress = Hmac(secret, text);
        var forMac = Hmac(secret, text + "\0mac");
        return new AddressKey(BinaryPrimitives.ReadUInt128BigEndian(forAddress.AsSpan()[^16..]), UnicastMac(forMac));
    }

    // A key may be given as a unit name: container-web.service gets the addresses of web.
    private static string Strip(string text)
    {
        const string Prefix = "container-";
        const string Suffix = ".service";
        text = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        return text.EndsWith(Suffix, StringComparison.Ordinal) ? text[..^Suffix.Length] : text;
    }

    // The framework's HMACSHA3_512 needs libssl at run time and aborts the process without it.
    private static byte[] Hmac(ReadOnlySpan<byte> secret, string text)
    {
        var hmac = new HMac(new Sha3Digest(512));
        hmac.Init(new KeyParameter(secret));
        hmac.BlockUpdate(Encoding.UTF8.GetBytes(text));
        var mac = new byte[hmac.GetMacSize()];
        hmac.DoFinal(mac);
        return mac;
    }

    private static string UnicastMac(byte[] mac)
    {
        const int Multicast = 0x01;
        const int LocallyAdministered = 0x02;
        mac[0] = (byte)((mac[0] & ~Multicast) | LocallyAdministered);
        return string.Join(':', mac.Take(6).Select(octet => octet.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
