// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Interop;

/// <summary>Another program in place of this one, in the same process: signals, terminal and exit status are its own.</summary>
internal static unsafe partial class OtherProgram
{
    /// <param name="path">Absolute; no search, no shell.</param>
    /// <param name="environment">All of it, as <c>NAME=VALUE</c>.</param>
    /// <returns>Never.</returns>
    public static int Replace(string path, IReadOnlyList<string> arguments, IEnumerable<string> environment)
    {
        // The runtime ignores it, and an ignored signal stays ignored.
        _ = signal(SIGPIPE, 0);
        _ = execve(path, Vector([path, .. arguments]), Vector([.. environment]));
        throw ErrnoException.Last($"run {path}");
    }

    /// <summary>This process's own.</summary>
    public static IEnumerable<string> Environment
    {
        get
        {
            foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            {
                yield return $"{variable.Key}={variable.Value}";
            }
        }
    }

    // Not freed: the process's memory goes as a whole.
    private static byte** Vector(IReadOnlyList<string> texts)
    {
        var vector = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
        {
            vector[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        return vector;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execve(string path, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);
}
