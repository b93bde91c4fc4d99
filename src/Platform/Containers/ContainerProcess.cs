// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Containers;

/// <summary>
/// The verified process by which a network namespace is attached, the container's first or one that holds the namespace, and that
/// namespace, held by descriptors: the user can name any PID, and a PID can be reused, so nothing after the verification goes by number.
/// </summary>
internal sealed class ContainerProcess : IDisposable
{
    private ContainerProcess(
        ContainerClaim claim,
        ulong startTime,
        string controlGroup,
        Descriptor pidfd,
        Descriptor networkNamespace
    )
    {
        Id = claim.Id;
        IsHolder = claim.IsHolder;
        Process = claim.Process;
        StartTime = startTime;
        ControlGroup = controlGroup;
        Pidfd = pidfd;
        NetworkNamespace = networkNamespace;
    }

    /// <summary>64 hex digits, as the user claims; only ever used inside the user's own container. Empty where there is none yet.</summary>
    public string Id { get; }

    /// <summary>Whether it holds a network namespace that is there before the container.</summary>
    public bool IsHolder { get; }

    /// <summary>For messages only.</summary>
    public int Process { get; }

    /// <summary>Clock ticks since boot, field 22 of <c>/proc/PID/stat</c>: tells a reused PID.</summary>
    public ulong StartTime { get; }

    /// <summary>Its path in the tree of cgroup v2, somewhere below the user's slice.</summary>
    public string ControlGroup { get; }

    /// <summary>Polls readable when the process has ended.</summary>
    public Descriptor Pidfd { get; }

    public Descriptor NetworkNamespace { get; }

    /// <summary>The kernel's number of it, which no other one has as long as this exists.</summary>
    public ulong NamespaceNumber => NetworkNamespace.Status("ns/net").Inode;

    /// <param name="unit">The user unit the process must belong to, or null for any unit of the user.</param>
    /// <exception cref="HostException">The claim is not true; says what is wrong with it.</exception>
    public static ContainerProcess Verify(ContainerClaim claim, UserAccount user, string? unit)
    {
        try
        {
            return Open(claim, user, unit);
        }
        // The kernel removes what a process had bit by bit, and says of each that it was not there.
        catch (ErrnoException e) when (e.Errno is ENOENT or ESRCH)
        {
            throw Ended(claim);
        }
    }

    /// <summary>A descriptor for a process that belongs to the user's unit, and the control group of that unit.</summary>
    public static (Descriptor Pidfd, string ControlGroup) OpenInUnit(int process, UserAccount user, string unit)
    {
        var pidfd = new Descriptor(ErrnoException.Check(PidfdOpen(process), $"process {process} of {unit}"));
        try
        {
            var path = $"/proc/{process}";
            using var directory = Descriptor.Open(path, O_PATH | O_DIRECTORY, path);
            var cgroups = ReadProc(directory, "cgroup");
            RequireCgroup(cgroups, process, user, unit);
            var group = PathOf(cgroups).Split('/').TakeWhile(c => c != unit);
            return (pidfd, string.Join('/', [.. group, unit]));
        }
        catch
        {
            // As in Open: one that has ended is not refused for where it is by then.
            var ended = HasEnded(pidfd);
            pidfd.Dispose();
            if (ended)
            {
                throw new ErrnoException($"process {process} of {unit}", ESRCH);
            }

            throw;
        }
    }

    /// <summary>Whether the process of an earlier attach still runs.</summary>
    public static bool IsAlive(int process, ulong startTime)
    {
        try
        {
            var path = $"/proc/{process}";
            using var directory = Descriptor.Open(path, O_PATH | O_DIRECTORY, path);
            return ParseStartTime(ReadProc(directory, "stat")) == startTime;
        }
        catch (HostException)
        {
            return false;
        }
    }

    /// <summary>Whether the process is in the user's manager and, when given, in that unit of it.</summary>
    public static bool IsInUnit(string cgroups, uint uid, string? unit)
    {
        var path = PathOf(cgroups);
        var slice = $"/user.slice/user-{uid}.slice/";
        return unit is null
            ? path.StartsWith(slice, StringComparison.Ordinal)
            : path.StartsWith($"{slice}user@{uid}.service/", StringComparison.Ordinal)
                && path.Split('/').Contains(unit, StringComparer.Ordinal);
    }

    /// <summary>cgroup v2 is the line "0::PATH"; on hybrid hosts others precede it.</summary>
    private static string PathOf(string cgroups) =>
        cgroups.Split('\n').FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal))?[3..] ?? "";

    public static bool HasEnded(Descriptor pidfd) => pidfd.IsReadable(TimeSpan.Zero);

    public void Dispose()
    {
        Pidfd.Dispose();
        NetworkNamespace.Dispose();
    }

    /// <summary>The name in parentheses may hold anything, so fields count from the last one.</summary>
    public static ulong ParseStartTime(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            fields.Length > 19
            && ulong.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out var startTime)
            ? startTime
            : 0;
    }

    private static ContainerProcess Open(ContainerClaim claim, UserAccount user, string? unit)
    {
        var pidfd = new Descriptor(
            ErrnoException.Check(PidfdOpen(claim.Process), $"process {claim.Process} of the container")
        );
        Descriptor? netns = null;
        try
        {
            var path = $"/proc/{claim.Process}";
            using var directory = Descriptor.Open(path, O_PATH | O_DIRECTORY, path);
            var cgroups = ReadProc(directory, "cgroup");
            RequireCgroup(cgroups, claim.Process, user, unit);
            var startTime = ParseStartTime(ReadProc(directory, "stat"));
            netns = OpenNamespace(directory.Value, "ns/net");
            RequireOwner(netns, claim.Process, user);
            // Only now is it certain that all of this was read from the process the descriptor stands for.
            return HasEnded(pidfd)
                ? throw Ended(claim)
                : new ContainerProcess(claim, startTime, PathOf(cgroups), pidfd, netns);
        }
        catch
        {
            // A process that has ended may already be in the root of the tree of control groups: it is not refused for that.
            var ended = HasEnded(pidfd);
            netns?.Dispose();
            pidfd.Dispose();
            if (ended)
            {
                throw Ended(claim);
            }

            throw;
        }
    }

    private static HostException Ended(ContainerClaim claim) =>
        new($"process {claim.Process} of the container has ended");

    private static Descriptor OpenNamespace(int directory, string path) =>
        // Not O_NOFOLLOW: the entry is a magic link of the kernel's.
        new(ErrnoException.Check(openat(directory, path, O_RDONLY | O_CLOEXEC, 0), $"open {path}"));

    private static unsafe void RequireOwner(Descriptor netns, int process, UserAccount user)
    {
        using var own = OpenNamespace(AT_FDCWD, "/proc/self/ns/net");
        if (own.Status("/proc/self/ns/net").Inode == netns.Status("ns/net").Inode)
        {
            throw new HostException($"process {process} is in the host's own network namespace; refused");
        }

        using var owner = new Descriptor(
            ErrnoException.Check(ioctl(netns.Value, NS_GET_USERNS, 0), $"user namespace of process {process}")
        );
        uint uid;
        ErrnoException.Check(ioctl(owner.Value, NS_GET_OWNER_UID, &uid), $"owner of process {process}");
        if (uid != user.Uid)
        {
            throw new HostException(
                $"the network namespace of process {process} belongs to uid {uid}, not to user {user}; refused"
            );
        }
    }

    private static void RequireCgroup(string cgroups, int process, UserAccount user, string? unit)
    {
        if (!IsInUnit(cgroups, user.Uid, unit))
        {
            throw new HostException(
                $"process {process} does not belong to {unit ?? "any unit"} of user {user}; refused"
            );
        }
    }

    private static string ReadProc(Descriptor process, string file)
    {
        using var descriptor = Descriptor.Open(process.Value, file, O_RDONLY, $"read /proc/PID/{file}");
        return Encoding.UTF8.GetString(descriptor.ReadAll(65536, $"/proc/PID/{file}"));
    }
}
