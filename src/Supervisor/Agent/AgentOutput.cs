// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>Where an agent says what it found: the pipe to whoever started it.</summary>
internal sealed class AgentOutput : IDisposable
{
    private const int LongestText = 2048;

    private readonly Descriptor _pipe = new(1);
    private readonly Stopwatch _silence = Stopwatch.StartNew();

    public void Say(string kind, string text = "")
    {
        _silence.Restart();
        try
        {
            _pipe.WriteAll($"{new AgentMessage(kind, PrintableText.Of(text, LongestText))}\n", "say");
        }
        catch (ErrnoException)
        {
            // Nobody waits for it any more.
            Environment.Exit(0);
        }
    }

    /// <summary>Says from time to time that it goes on.</summary>
    public void StayHeard(Func<AgentMessage> message)
    {
        if (_silence.Elapsed >= UserAgent.Interval)
        {
            var (kind, text) = message();
            Say(kind, text);
        }
    }

    public void StayHeard() => StayHeard(() => new AgentMessage(AgentMessage.Busy, ""));

    public void Dispose() => _pipe.Dispose();
}
