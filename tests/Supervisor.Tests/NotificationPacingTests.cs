// SPDX-License-Identifier: BSD-2-Clause
using CsCheck;
using RootfulContainers.Supervisor;
using Xunit;

namespace RootfulContainers.Tests;

public class NotificationPacingTests
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    private readonly NotificationPacing _pacing = new();

    [Fact]
    public void A_message_now_and_then_passes_at_once_and_unchanged()
    {
        for (var i = 0; i < 100; i++)
        {
            _pacing.Add(["READY=1", "STATUS=up"]);
            Assert.Equal("READY=1\nSTATUS=up", _pacing.Take(Start + (i * NotificationPacing.Interval)));
        }
    }

    [Fact]
    public void Nothing_said_is_nothing_to_wait_for()
    {
        Assert.Null(_pacing.Due(Start));
        Assert.Null(_pacing.Take(Start));
        Assert.Null(_pacing.TakeAll());
        _pacing.Add([]);
        Assert.Null(_pacing.Due(Start));
    }

    [Fact]
    public void Of_a_flood_a_burst_passes_and_then_the_last_word_of_each_kind()
    {
        Assert.Equal(NotificationPacing.Burst, Flood(1000));
        Assert.Equal(NotificationPacing.Interval, _pacing.Due(Start));
        Assert.Null(_pacing.Take(Start));
        Assert.Equal("STATUS=999", _pacing.Take(Start + NotificationPacing.Interval));
        Assert.Null(_pacing.Due(Start));
    }

    [Fact]
    public void A_keep_alive_passes_amid_a_flood()
    {
        Flood(1000);
        _pacing.Add(["WATCHDOG=1"]);
        Flood(1000);
        Assert.Equal("WATCHDOG=1\nSTATUS=999", _pacing.Take(Start + NotificationPacing.Interval));
    }

    [Fact]
    public void Of_ready_reloading_and_stopping_the_last_is_true()
    {
        Flood(1000);
        _pacing.Add(["RELOADING=1", "MONOTONIC_USEC=7"]);
        _pacing.Add(["READY=1"]);
        Assert.Equal("STATUS=999\nREADY=1", _pacing.TakeAll());
        _pacing.Add(["READY=1"]);
        _pacing.Add(["MONOTONIC_USEC=8", "RELOADING=1"]);
        Assert.Equal("MONOTONIC_USEC=8\nRELOADING=1", _pacing.TakeAll());
    }

    [Fact]
    public void Whatever_is_sent_and_whenever_the_rate_is_kept() =>
        Gen.Int[0, 50]
            .Array[0, 2000]
            .Sample(pauses =>
            {
                var pacing = new NotificationPacing();
                var now = Start;
                var sent = 0;
                foreach (var pause in pauses)
                {
                    now += TimeSpan.FromMilliseconds(pause);
                    pacing.Add(["STATUS=x", "STATUS=y", "WATCHDOG=1"]);
                    sent += pacing.Take(now) is { } message
                        ? Equals(message, "STATUS=y\nWATCHDOG=1")
                            ? 1
                            : 1000000
                        : 0;
                }

                return sent <= NotificationPacing.Burst + ((now - Start) / NotificationPacing.Interval);
            });

    private int Flood(int count)
    {
        var sent = 0;
        for (var i = 0; i < count; i++)
        {
            _pacing.Add([$"STATUS={i}"]);
            sent += _pacing.Take(Start) is null ? 0 : 1;
        }

        return sent;
    }
}
