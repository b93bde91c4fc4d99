// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Interop;

/// <summary>What a new program belongs to, besides its parent.</summary>
internal enum SpawnGroup
{
    /// <summary>A process group, by which it can be killed together with the programs that it runs.</summary>
    ProcessGroup,

    /// <summary>
    /// A session: it has no terminal, into which a program could type. Nor has it signals that people send to a service: systemctl kill
    /// sends them to its whole control group, and they are for the one who started this.
    /// </summary>
    Session,

    /// <summary>The process group of its parent, together with which it is killed.</summary>
    Inherited,
}

/// <summary>Starts a program in the calling thread, by posix_spawn(3).</summary>
internal static unsafe partial class PosixSpawn
{
    private const short POSIX_SPAWN_SETPGROUP = 0x02;
    private const short POSIX_SPAWN_SETSIGDEF = 0x04;
    private const short POSIX_SPAWN_SETSIGMASK = 0x08;
    private const short POSIX_SPAWN_SETSID = 0x80;

    // HUP, INT, QUIT, USR1, USR2, ALRM and TERM.
    private static readonly int[] ForOthers = [1, 2, 3, 10, 12, 14, 15];

    // Of sigset_t, in bytes.
    private const int SignalSet = 128;

    /// <param name="path">Absolute; no search, no shell.</param>
    /// <param name="arguments">Without the program's own name.</param>
    /// <param name="environment">All of it, as <c>NAME=VALUE</c>.</param>
    /// <returns>The number of the process.</returns>
    public static int Start(
        string path,
        IReadOnlyList<string> arguments,
        IEnumerable<string> environment,
        SpawnGroup group,
        Descriptor input,
        Descriptor output,
        Descriptor messages
    )
    {
        var argv = Vector([path, .. arguments]);
        var envp = Vector(environment);
        // Larger than posix_spawn_file_actions_t, posix_spawnattr_t and sigset_t of any Linux C library.
        var actions = stackalloc byte[512];
        var attributes = stackalloc byte[512];
        var signals = stackalloc byte[SignalSet];
        var blocked = stackalloc byte[SignalSet];
        try
        {
            _ = posix_spawn_file_actions_init(actions);
            _ = posix_spawn_file_actions_adddup2(actions, input.Value, 0);
            _ = posix_spawn_file_actions_adddup2(actions, output.Value, 1);
            _ = posix_spawn_file_actions_adddup2(actions, messages.Value, 2);
            // The runtime ignores SIGPIPE, the supervisor SIGCHLD, and an ignored signal stays ignored in the new program.
            Fill(signals, [SIGPIPE, SIGCHLD]);
            Fill(blocked, group == SpawnGroup.Session ? ForOthers : []);
            _ = posix_spawnattr_init(attributes);
            _ = posix_spawnattr_setsigdefault(attributes, signals);
            _ = posix_spawnattr_setsigmask(attributes, blocked);
            _ = posix_spawnattr_setflags(
                attributes,
                (short)(
                    POSIX_SPAWN_SETSIGDEF
                    | POSIX_SPAWN_SETSIGMASK
                    | group switch
                    {
                        SpawnGroup.Session => POSIX_SPAWN_SETSID,
                        SpawnGroup.ProcessGroup => POSIX_SPAWN_SETPGROUP,
                        _ => 0,
                    }
                )
            );
            int process;
            var error = posix_spawn(&process, path, actions, attributes, argv, envp);
            return error == 0 ? process : throw new ErrnoException($"run {path}", error);
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
            Free(argv);
            Free(envp);
        }
    }

    private static void Fill(byte* set, ReadOnlySpan<int> signals)
    {
        new Span<byte>(set, SignalSet).Clear();
        foreach (var signal in signals)
        {
            set[(signal - 1) / 8] |= (byte)(1 << ((signal - 1) % 8));
        }
    }

    /// <summary>A NULL-terminated array of NUL-terminated texts.</summary>
    private static byte** Vector(IEnumerable<string> texts)
    {
        var list = texts.ToList();
        var vector = (byte**)NativeMemory.AllocZeroed((nuint)(list.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < list.Count; i++)
        {
            vector[i] = (byte*)Marshal.StringToCoTaskMemUTF8(list[i]);
        }

        return vector;
    }

    private static void Free(byte** vector)
    {
        for (var i = 0; vector[i] != null; i++)
        {
            Marshal.FreeCoTaskMem((nint)vector[i]);
        }

        NativeMemory.Free(vector);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(
        int* process,
        string path,
        byte* actions,
        byte* attributes,
        byte** arguments,
        byte** environment
    );

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int target);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);
}
