// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Runtime.InteropServices;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Containers;

/// <summary>The unprivileged user who owns a container, as the name service knows it.</summary>
/// <param name="Uid">Never 0.</param>
/// <param name="Gid">Of the primary group.</param>
internal sealed partial record UserAccount(string Name, uint Uid, uint Gid)
{
    /// <summary>Whom files seem to belong to whose owner has no number here, and the group of those.</summary>
    public const uint Nobody = 65534;

    public string Home { get; private init; } = "/";

    /// <param name="user">A name or a uid.</param>
    /// <exception cref="HostException">There is no such user, or it is root.</exception>
    public static unsafe UserAccount Find(string user)
    {
        var buffer = stackalloc byte[16384];
        var isUid = uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var uid);
        Password* found = null;
        Password entry;
        _ = isUid ? getpwuid_r(uid, &entry, buffer, 16384, &found) : getpwnam_r(user, &entry, buffer, 16384, &found);
        if (found is null)
        {
            throw new HostException($"there is no user '{user}' on this host");
        }

        return found->User == 0
            ? throw new HostException("the container's user must not be root: rootful containers need no helper")
            : new UserAccount(Marshal.PtrToStringUTF8(found->Name)!, found->User, found->Group)
            {
                Home = Marshal.PtrToStringUTF8(found->Home) ?? "/",
            };
    }

    /// <summary>Whether the name service knows a user with that uid.</summary>
    public static bool Exists(uint uid)
    {
        try
        {
            _ = Find(uid.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (HostException)
        {
            return false;
        }
    }

    /// <summary>The user with that uid, also one who was removed while containers and a service manager run on.</summary>
    public static UserAccount OfUid(uint uid)
    {
        var name = uid.ToString(CultureInfo.InvariantCulture);
        try
        {
            return Find(name);
        }
        catch (HostException) when (uid != 0)
        {
            return new UserAccount(name, uid, Nobody);
        }
    }

    /// <summary>Whether this process is that user's.</summary>
    public bool IsCurrent => geteuid() == Uid;

    /// <summary>
    /// Makes this process of root's one of the user's, for good. It keeps no capability, and the kernel lets nobody trace a
    /// process that changed its user: credentials(7), PR_SET_DUMPABLE in prctl(2).
    /// </summary>
    public unsafe void Become()
    {
        ErrnoException.Check(setgroups(0, null), "setgroups");
        ErrnoException.Check(setresgid(Gid, Gid, Gid), "setresgid");
        ErrnoException.Check(setresuid(Uid, Uid, Uid), "setresuid");
    }

    public override string ToString() => $"{Name} (uid {Uid})";

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int setgroups(nuint count, uint* groups);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setresgid(uint real, uint effective, uint saved);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setresuid(uint real, uint effective, uint saved);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int getpwnam_r(
        string name,
        Password* entry,
        byte* buffer,
        nuint length,
        Password** result
    );

    [LibraryImport("libc")]
    private static unsafe partial int getpwuid_r(
        uint user,
        Password* entry,
        byte* buffer,
        nuint length,
        Password** result
    );

    /// <summary>struct passwd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Password
    {
        public nint Name;
        public nint Secret;
        public uint User;
        public uint Group;
        public nint Comment;
        public nint Home;
        public nint Shell;
    }
}
