// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;

namespace RootfulContainers.Rootfulctl.Holders;

/// <summary>What programs of the host listen on, as ss(8) has it.</summary>
internal static class HostSockets
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="userName">The name of a user.</param>
    /// <exception cref="HostException">ss is not installed, or failed.</exception>
    public static IReadOnlyList<HeldPort> Read(Func<uint, string> userName)
    {
        var result = ChildProcess.Run(
            ProgramFile.Find("ss"),
            ["--no-header", "--oneline", "--listening", "--numeric", "--tcp", "--udp", "--processes"],
            Limit
        );
        return result is { Status: 0 }
            ? Parse(result.OutputText, process => HolderOf(process, userName))
            : throw new HostException($"ss failed: {result?.MessageText ?? "it did not end in time"}");
    }

    public static IReadOnlyList<HeldPort> Parse(string text, Func<int, Holder> holderOf) =>
        [
            .. text.Split('\n')
                .Select(line => ParseLine(line, holderOf))
                .OfType<HeldPort>()
                // A socket for each of its threads is one to its clients.
                .DistinctBy(p => (p.Mapping, p.Holder)),
        ];

    private static HeldPort? ParseLine(string line, Func<int, Holder> holderOf)
    {
        if (
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                is not [("tcp" or "udp") and var name, _, _, _, var local, ..]
            || local.LastIndexOf(':') is not (> 0 and var colon)
            || !ushort.TryParse(local[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || !TryAddress(local[..colon], out var address)
        )
        {
            return null;
        }

        var protocol = name == "udp" ? PortProtocol.Udp : PortProtocol.Tcp;
        return new HeldPort(
            new PortMapping(address, port, port, 1, protocol),
            LastProcess(line) is { } process ? holderOf(process) : new Holder(HolderKind.Process, "", null),
            PortStates.Listening
        );
    }

    private static bool TryAddress(string text, out IPAddress? address)
    {
        address = null;
        return text == "*" || IPAddress.TryParse(text.Split('%')[0].Trim('[', ']'), out address);
    }

    // Not what ss says: the name is the process's own choice, and may look like the end of the list it stands in.
    private static Holder HolderOf(int process, Func<uint, string> userName)
    {
        var directory = $"/proc/{process}";
        var name = "";
        try
        {
            name = Encoding.UTF8.GetString(OptionalFile.Read($"{directory}/comm") ?? []).TrimEnd('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just ended.
        }

        var user = NativeFile.Status(directory) is { } status ? userName(status.User) : null;
        return new Holder(HolderKind.Process, name, user, process);
    }

    /// <summary>Of those in <c>users:(("NAME",pid=N,fd=N),...)</c>: only what stands behind all names is ss's own.</summary>
    private static int? LastProcess(string line)
    {
        const string Key = ",pid=";
        var start = line.LastIndexOf(Key, StringComparison.Ordinal);
        return
            start >= 0
            && int.TryParse(
                line[(start + Key.Length)..].Split(',')[0],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var process
            )
            ? process
            : null;
    }
}
