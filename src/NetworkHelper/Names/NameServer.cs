// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.RootfulPodman;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.NetworkHelper.Names;

/// <summary>
/// aardvark-dns, of which there is one for all networks of the host, podman's included. netavark starts it with the first
/// container, and again when the next one comes and it is gone.
/// </summary>
internal sealed class NameServer(ContainersConf conf)
{
    private const string Program = "aardvark-dns";
    private const string Directory = NetavarkProgram.ConfigurationDirectory + "/" + Program;
    private const string ProcessFile = Directory + "/aardvark.pid";
    private const int LongestProcessId = 32;
    private const int LargestNetwork = 16 << 20;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly string _aardvark = conf.FindBinary(Program);

    /// <summary>Whether a container's name is to be answered: the first line of a network's file is about the network itself.</summary>
    public static bool HasNames =>
        System.IO.Directory.Exists(Directory)
        && System.IO.Directory.GetFiles(Directory).Where(f => f != ProcessFile).Any(HasContainer);

    /// <returns>The process, readable when it ends; null when none runs.</returns>
    public static Descriptor? Find()
    {
        if (
            !File.Exists(ProcessFile)
            || !int.TryParse(Text(ProcessFile, LongestProcessId), CultureInfo.InvariantCulture, out var process)
        )
        {
            return null;
        }

        var pidfd = new Descriptor(PidfdOpen(process));
        if (!pidfd.IsInvalid && IsNameServer($"/proc/{process.ToString(CultureInfo.InvariantCulture)}"))
        {
            return pidfd;
        }

        pidfd.Dispose();
        return null;
    }

    /// <summary>As netavark does: in a scope of its own, so that it outlives who started it.</summary>
    public void Start()
    {
        string[] arguments =
        [
            "systemd-run",
            "--quiet",
            "--scope",
            _aardvark,
            "--config",
            Directory,
            "-p",
            conf.NetavarkEnvironment.GetValueOrDefault("NETAVARK_DNS_PORT") ?? "53",
            "run",
        ];
        var result =
            ChildProcess.Run("/usr/bin/env", arguments, StartLimit)
            ?? throw new HostException($"{Program} did not start within {StartLimit.TotalSeconds} s");
        if (result.Status != 0)
        {
            throw new HostException($"{Program}: {NetavarkProgram.Reason(result.Output, result.MessageText)}");
        }
    }

    /// <summary>The number may be another process's by now, and a program that is root's may have any name that a user gives it.</summary>
    private static bool IsNameServer(string process)
    {
        try
        {
            using var directory = Descriptor.Open(process, O_PATH | O_DIRECTORY, process);
            // Replaced meanwhile by an upgrade it is "… (deleted)".
            return directory.Status(process).User == 0
                && Path.GetFileName(File.ResolveLinkTarget($"{process}/exe", returnFinalTarget: false)?.FullName)
                    is Program
                        or $"{Program} (deleted)";
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            return false;
        }
    }

    private static bool HasContainer(string file) =>
        Text(file, LargestNetwork).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length > 1;

    private static string Text(string file, int limit)
    {
        try
        {
            using var descriptor = Descriptor.Open(file, O_RDONLY | O_NOFOLLOW, file);
            return Encoding.UTF8.GetString(descriptor.ReadAll(limit, file)).Trim();
        }
        catch (ErrnoException e) when (e.Errno == ENOENT)
        {
            return "";
        }
    }
}
