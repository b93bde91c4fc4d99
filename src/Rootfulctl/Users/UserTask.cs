// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>What is done as a user, by a process that is the user's for good.</summary>
internal static partial class UserTask
{
    /// <summary>With names of containers: a line for each one's health log, the name first.</summary>
    public const string Health = "health";

    /// <summary>
    /// With paths: a line for each, which is "missing", "denied", or the owner's uid and what of "rwx" the user may do; "-" for nothing.
    /// </summary>
    public const string Paths = "paths";

    /// <summary>With a program and its arguments: a line with its exit status, then what it prints.</summary>
    public const string Ask = "ask";

    /// <summary>With a path to import: a line for each file, or one that begins with "! " and says why there is none.</summary>
    public const string Files = "files";

    /// <summary>With a program and its arguments.</summary>
    public const string Run = "run";

    private const int LongestHealthLog = 1 << 20;

    /// <summary>In the process of <see cref="UserChild"/>.</summary>
    public static int Perform(IReadOnlyList<string> words)
    {
        var user = UserAccount.OfUid(uint.Parse(words[0], CultureInfo.InvariantCulture));
        if (!user.IsCurrent)
        {
            user.Become();
        }

        ParentProcess.EndWithIt();
        switch (words[1])
        {
            case Health:
                foreach (var name in words.Skip(2))
                {
                    if (ContainerName.TryParse(name, out var container, out _) && HealthLog(user, container) is { } log)
                    {
                        StandardStream.Write(StandardStream.Output, $"{name} {log.ReplaceLineEndings(" ")}\n");
                    }
                }

                return 0;
            case Paths:
                foreach (var path in words.Skip(2))
                {
                    StandardStream.Write(StandardStream.Output, $"{Access(path)}\n");
                }

                return 0;
            case Files:
                try
                {
                    foreach (var file in InputTree.Walk(words[2]))
                    {
                        StandardStream.Write(StandardStream.Output, $"{InputTree.Line(file)}\n");
                    }
                }
                catch (Exception e) when (HostException.IsFailureOutside(e))
                {
                    StandardStream.Write(StandardStream.Output, $"! {PrintableText.Of(e.Message)}\n");
                }

                return 0;
            case Ask:
                var result = ChildProcess.Run(
                    ProgramFile.Find(words[2]),
                    [.. words.Skip(3)],
                    UserEnvironment
                        .Of(user)
                        .Select(v => v.Split('=', 2))
                        .ToDictionary(v => v[0], v => (string?)v[1], StringComparer.Ordinal),
                    [],
                    // Whoever started this one waits less long.
                    TimeSpan.FromMinutes(1)
                );
                StandardStream.Write(
                    StandardStream.Output,
                    string.Create(CultureInfo.InvariantCulture, $"{result?.Status}\n{result?.OutputText}")
                );
                return 0;
            default:
                return OtherProgram.Replace(ProgramFile.Find(words[2]), [.. words.Skip(3)], UserEnvironment.Of(user));
        }
    }

    private static string Access(string path)
    {
        if (NativeFile.Status(path) is not { } status)
        {
            return Marshal.GetLastPInvokeError() == EACCES ? "denied" : "missing";
        }

        var access = string.Concat("rwx".Where((_, i) => MayAccess(path, 4 >> i) == 0));
        return string.Create(CultureInfo.InvariantCulture, $"{status.User} {(access.Length > 0 ? access : "-")}");
    }

    // Podman writes no log before the first check.
    private static string? HealthLog(UserAccount user, ContainerName name)
    {
        try
        {
            using var runtime = RuntimeDirectory.Open(user.Uid);
            var file = $"containers/overlay-containers/{ContainerClaim.Read(user, name).Id}/healthcheck.log";
            using var log = runtime.TryOpen(file, O_RDONLY | O_NONBLOCK);
            return log is null ? null : Encoding.UTF8.GetString(log.ReadAll(LongestHealthLog, file));
        }
        catch (HostException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MayAccess(string path, int mode);
}
