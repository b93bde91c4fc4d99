// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Generator;

/// <summary>
/// Keeps the memory of a run with many definitions at what they need. Left alone, the collector lets short-lived tables
/// and units grow old beside the few values that stay, and takes half as much again.
/// </summary>
internal sealed class MemoryPacing
{
    private const int FirstStep = 64;

    private int _count;
    private int _next = FirstStep;

    /// <summary>Another unit has been written.</summary>
    public void Advance()
    {
        _count++;
        if (_count == _next)
        {
            // Ever larger steps: each collection looks at all that is kept, and their sum must not be quadratic.
            _next += Math.Max(FirstStep, _count / 16);
            GC.Collect(1, GCCollectionMode.Forced, blocking: true, compacting: true);
        }
    }
}
