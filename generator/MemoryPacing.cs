// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Generator;

/// <summary>
/// Keeps the memory of a run with thousands of definitions at what they need. Left alone, the collector lets short-lived
/// syntax trees and units grow old beside the few values that stay, and takes three times as much.
/// </summary>
internal sealed class MemoryPacing
{
    private const int FirstStep = 32;

    private int _count;
    private int _next = FirstStep;

    /// <summary>Another definition has been read or written.</summary>
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
