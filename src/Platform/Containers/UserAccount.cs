// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Runtime.InteropServices;

namespace RootfulContainers.Platform.Containers;

/// <summary>The unprivileged user who owns a container, as the name service knows it.</summary>
/// <param name="Uid">Never 0.</param>
internal sealed partial record UserAccount(string Name, uint Uid)
{
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
            : new UserAccount(Marshal.PtrToStringUTF8(found->Name)!, found->User);
    }

    public override string ToString() => $"{Name} (uid {Uid})";

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
