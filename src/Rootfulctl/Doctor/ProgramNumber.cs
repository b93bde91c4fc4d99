// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Rootfulctl.Doctor;

/// <summary>The version of a program, as it says it.</summary>
internal static class ProgramNumber
{
    /// <param name="text">"podman version 5.4.2", "netavark 1.14.0", "systemd 257 (257.13-1~deb13u1)".</param>
    /// <returns>Null when it says none.</returns>
    public static Version? Parse(string text)
    {
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var numbers = word.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').ToArray();
            var parts = new string(numbers)
                .Split('.', StringSplitOptions.RemoveEmptyEntries)
                .Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
                .ToList();
            if (parts.Count > 0)
            {
                return new Version(parts[0], parts.ElementAtOrDefault(1), parts.ElementAtOrDefault(2));
            }
        }

        return null;
    }

    /// <summary>Of podman's programs, or null when it is not installed or says nothing.</summary>
    public static Version? Of(string program, Examination host)
    {
        var path = Find(program, host);
        return path is not null && Examination.OutputOf(path, "--version") is { } output ? Parse(output) : null;
    }

    // Not in the $PATH of ordinary users on Debian.
    private static string? OfAdmin(string program) =>
        File.Exists($"/usr/sbin/{program}") ? $"/usr/sbin/{program}" : null;

    /// <summary>Where it is; null when it is not installed.</summary>
    public static string? Find(string program, Examination host)
    {
        try
        {
            return program is "netavark" or "aardvark-dns"
                ? host.Conf.FindBinary(program)
                : Platform.Interop.ProgramFile.TryFind(program) ?? OfAdmin(program);
        }
        catch (Platform.HostException)
        {
            return null;
        }
    }
}
