// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Platform.Interop;

/// <summary>Who started this process.</summary>
internal static class ParentProcess
{
    /// <summary>
    /// Ends this process with it, also when a user has stopped this one by then: a process of the user's that nobody waits for has no
    /// business in a control group of root's. To be called after a change of user, which takes it back.
    /// </summary>
    public static void EndWithIt()
    {
        const int PR_SET_PDEATHSIG = 1;
        _ = Libc.prctl(PR_SET_PDEATHSIG, Libc.SIGKILL, 0, 0, 0);
    }
}
