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
internal static class UserTask
{
    /// <summary>
    /// With names of containers, each with the directory of its health log, or "": a line for each one's log that can be read, the name first.
    /// </summary>
    public const string Health = "health";

    /// <summary>
    /// With paths: a line for each, which is "missing", "denied", or the owner's uid and what of "rwx" the user may do; "-" for nothing.
    /// </summary>
    public const string Paths = "paths";

    /// <summary>Of a path.</summary>
    public const string Missing = "missing";

    /// <summary>With a program and its arguments: a line with its exit status, then what it prints.</summary>
    public const string Ask = "ask";

    /// <summary>
    /// With a path to import: a line for each file, and one with <see cref="InputTree.Remark"/> for each that was left out; or one that begins
    /// with "! " and says why there is none.
    /// </summary>
    public const string Files = "files";

    /// <summary>With a path: what is in that file.</summary>
    public const string Text = "text";

    /// <summary>With a program and its arguments.</summary>
    public const string Run = "run";

    private const int LongestText = 1 << 20;

    /// <summary>In the process of <see cref="UserChild"/>.</summary>
    public static int Perform(IReadOnlyList<string> words)
    {
        try
        {
            var user = UserAccount.OfUid(uint.Parse(words[0], CultureInfo.InvariantCulture));
            return Perform(user, words[1], [.. words.Skip(2)]);
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            if (words[1] == Files)
            {
                StandardStream.Write(StandardStream.Output, $"! {PrintableText.Of(e.Message)}\n");
            }

            return ExitStatus.Failed;
        }
    }

    private static int Perform(UserAccount user, string task, IReadOnlyList<string> words)
    {
        if (!user.IsCurrent)
        {
            // First: what hangs, and what a program of the user's starts, has no business in a control group of root's. Such a program
            // the user can trace and change, unlike this one.
            if (!UserControlGroup.Take(UserControlGroup.Self, user.Uid) && task is Ask or Run)
            {
                return ExitStatus.Failed;
            }

            user.Become();
        }

        ParentProcess.EndWithIt();
        switch (task)
        {
            case Health:
                foreach (var pair in words.Chunk(2))
                {
                    if (
                        ContainerName.TryParse(pair[0], out var container, out _)
                        && HealthLog(user, container, pair[1]) is { } log
                    )
                    {
                        StandardStream.Write(StandardStream.Output, $"{container} {log.ReplaceLineEndings(" ")}\n");
                    }
                }

                return 0;
            case Paths:
                foreach (var path in words)
                {
                    StandardStream.Write(StandardStream.Output, $"{Access(path)}\n");
                }

                return 0;
            case Files:
                foreach (
                    var file in InputTree.Walk(
                        words[0],
                        static text =>
                            StandardStream.Write(StandardStream.Output, $"{InputTree.Remark}{PrintableText.Of(text)}\n")
                    )
                )
                {
                    StandardStream.Write(StandardStream.Output, $"{InputTree.Line(file)}\n");
                }

                return 0;
            case Text:
                using (var file = Descriptor.Open(words[0], O_RDONLY | O_NONBLOCK, words[0]))
                {
                    StandardStream.Write(
                        StandardStream.Output,
                        Encoding.UTF8.GetString(file.ReadAll(LongestText, words[0]))
                    );
                }

                return 0;
            case Ask:
                var result = ChildProcess.Run(
                    ProgramFile.Find(words[0]),
                    [.. words.Skip(1)],
                    UserEnvironment
                        .Of(user)
                        .Select(v => v.Split('=', 2))
                        .ToDictionary(v => v[0], v => (string?)v[1], StringComparer.Ordinal),
                    [],
                    // Whoever started this one waits less long.
                    TimeSpan.FromMinutes(1),
                    // Whoever does not wait any longer kills the group.
                    group: SpawnGroup.Inherited
                );
                StandardStream.Write(
                    StandardStream.Output,
                    string.Create(CultureInfo.InvariantCulture, $"{result?.Status}\n{result?.OutputText}")
                );
                return 0;
            default:
                return OtherProgram.Replace(ProgramFile.Find(words[0]), [.. words.Skip(1)], UserEnvironment.Of(user));
        }
    }

    private static string Access(string path)
    {
        if (NativeFile.Status(path) is not { } status)
        {
            return Marshal.GetLastPInvokeError() == EACCES ? "denied" : Missing;
        }

        var may = string.Concat("rwx".Where((_, i) => access(path, 4 >> i) == 0));
        return string.Create(CultureInfo.InvariantCulture, $"{status.User} {(may.Length > 0 ? may : "-")}");
    }

    private static string? HealthLog(UserAccount user, ContainerName name, string directory)
    {
        try
        {
            return ContainerHealth.ReadLog(user, name, directory.Length > 0 ? directory : null) ?? "";
        }
        catch (Exception e) when (e is HostException or IOException)
        {
            return null;
        }
    }
}
