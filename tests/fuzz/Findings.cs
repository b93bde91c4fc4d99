// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.IO.Hashing;
using System.IO.MemoryMappedFiles;

namespace RootfulContainers.Tests.Fuzz;

/// <summary>
/// Inputs with which a target failed, as files. The input that runs is in a file as well, without the cost of writing
/// one: no exception tells of an overflown stack, and nothing ends an endless loop but the end of the process.
/// </summary>
internal sealed class Findings : IDisposable
{
    // Longer than a service manager may take to answer, and long on a machine that is busy with other things.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private const int LargestInput = 1 << 20;

    private readonly string _target;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _running;
    private readonly Timer _watch;
    private long _started = Environment.TickCount64;

    public Findings(string target)
    {
        _target = target;
        _file = MemoryMappedFile.CreateFromFile(RunningInput(target), FileMode.Create, null, LargestInput);
        _running = _file.CreateViewAccessor();
        _watch = new Timer(_ => StopIfHanging(), null, Limit, TimeSpan.FromSeconds(1));
    }

    public int Count => _known.Count;

    public void Begin(byte[] input)
    {
        Volatile.Write(ref _started, Environment.TickCount64);
        _running.Write(0, input.Length);
        _running.WriteArray(sizeof(int), input, 0, input.Length);
    }

    /// <summary>Reports one input for each way to fail.</summary>
    public void Add(byte[] input, Exception e)
    {
        var frames = e.ToString().Split('\n').Where(l => l.Contains("RootfulContainers", StringComparison.Ordinal));
        if (_known.Add(e.GetType() + string.Concat(frames.Take(2))))
        {
            Console.WriteLine($"# {Save(_target, input)}\n# {e.ToString().ReplaceLineEndings("\n# ")}");
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _running.Dispose();
        _file.Dispose();
        File.Delete(RunningInput(_target));
    }

    /// <summary>The file of the input that ended the process of a target.</summary>
    public static string SaveRunning(string target)
    {
        using var reader = new BinaryReader(File.OpenRead(RunningInput(target)));
        return Save(target, reader.ReadBytes(reader.ReadInt32()));
    }

    private static string Save(string target, byte[] input)
    {
        var hash = XxHash3.HashToUInt64(input).ToString("x16", CultureInfo.InvariantCulture);
        var path = Path.Combine(Places.Findings, $"{target}-{hash}");
        File.WriteAllBytes(path, input);
        return path;
    }

    private static string RunningInput(string target) => Path.Combine(Places.Findings, $".running-{target}");

    private void StopIfHanging()
    {
        if (Environment.TickCount64 - Volatile.Read(ref _started) > Limit.TotalMilliseconds)
        {
            Environment.FailFast($"an input takes longer than {Limit}");
        }
    }
}
