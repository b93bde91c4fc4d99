// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>What an agent is told by who started it, on its standard input.</summary>
internal static class AgentInput
{
    /// <returns>Null when nobody is there any more who could say something.</returns>
    public static unsafe string? AwaitWord()
    {
        const int Longest = 16;
        var buffer = stackalloc byte[Longest];
        // One write of the other side's is one line.
        var count = read(0, buffer, Longest);
        return count <= 0 ? null : Encoding.ASCII.GetString(buffer, (int)count).TrimEnd('\n');
    }
}
