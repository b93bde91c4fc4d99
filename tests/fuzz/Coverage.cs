// SPDX-License-Identifier: BSD-2-Clause
using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace RootfulContainers.Tests.Fuzz;

/// <summary>
/// Which branches an input takes, and about how often, as the instrumented assemblies count them; and whether any input
/// before did the same.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16;

    private readonly byte* _counts = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] _seen = new byte[Size];

    public Coverage()
    {
        Trace.SharedMem = _counts;
    }

    /// <summary>How many branches were ever taken.</summary>
    public int Branches => _seen.Count(s => s != 0);

    public void Begin()
    {
        NativeMemory.Clear(_counts, Size);
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the run since <see cref="Begin"/> did something new.</summary>
    public bool IsNew()
    {
        var found = false;
        for (var i = 0; i < Size; i += sizeof(ulong))
        {
            if (*(ulong*)(_counts + i) != 0)
            {
                for (var j = i; j < i + sizeof(ulong); j++)
                {
                    var magnitude = Magnitude(_counts[j]);
                    found |= (magnitude & ~_seen[j]) != 0;
                    _seen[j] |= magnitude;
                }
            }
        }

        return found;
    }

    // One bit for each power of two: a loop that runs once more is nothing new, twice as often is.
    private static byte Magnitude(byte count) => count == 0 ? (byte)0 : (byte)(1 << BitOperations.Log2(count));
}
