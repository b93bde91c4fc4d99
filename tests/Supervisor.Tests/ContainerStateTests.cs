// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Contract;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;
using RootfulContainers.Supervisor;
using Xunit;

namespace RootfulContainers.Tests;

/// <summary>What the supervisor does about what happens, and how it ends.</summary>
public class ContainerStateTests
{
    private const string Addresses = "front: 10.89.0.2";
    private const int SIGTERM = 15;
    private const int SIGKILL = 9;
    private const int SIGUSR1 = 10;
    private static readonly UserAccount Test = new("test", 1000, 1000);
    private readonly ContainerState _state = New();

    [Fact]
    public void One_that_ends_by_itself_gives_its_exit_status()
    {
        Start();

        _state.ProcessEnded();

        Assert.True(IsOver());
        Assert.Equal(
            SupervisorEnd.With(3).Saying(Severity.Warning, "web ended with exit status 3", isExplained: true),
            Finish("1 3")
        );
    }

    [Theory]
    [InlineData("1 0", Severity.Notice, "ended with exit status 0")]
    [InlineData("1 143", Severity.Warning, "was ended by SIGTERM", SIGTERM)]
    [InlineData("1 138", Severity.Warning, "ended with exit status 138")]
    [InlineData("1 200", Severity.Warning, "ended with exit status 200")]
    [InlineData("2 9", Severity.Warning, "ended, as conmon was killed by SIGKILL", SIGKILL)]
    public void The_signal_that_ended_it_ends_the_supervisor_unless_it_means_a_restart(
        string exit,
        object severity,
        string text,
        int? signal = null
    )
    {
        Start();
        _state.ProcessEnded();

        var end = Finish(exit);

        Assert.Equal(((Severity)severity, $"web {text}", signal), (end.Severity, end.Text, end.Signal));
    }

    [Theory]
    [InlineData("1 137", "web was ended by SIGKILL, out of memory: the limit")]
    [InlineData("1 1", "web ended with exit status 1, after a process of it was killed, out of memory: the limit")]
    public void What_was_killed_for_memory_is_said(string exit, string text)
    {
        Start();
        _state.ProcessEnded();

        Assert.Equal(text, _state.Finish(ProcessExit.Parse(exit), "the limit", NotAsked).Text);
    }

    [Theory]
    [InlineData("1 0")]
    [InlineData("1 143")]
    [InlineData("")]
    public void A_stop_succeeds_with_an_empty_status(string exit)
    {
        Start();

        Assert.Equal(UserAgent.EndByStop, _state.StopRequested());
        Assert.True(_state.IsStopRequested);
        Assert.False(IsOver());
        _state.ProcessEnded();

        Assert.True(IsOver());
        Assert.Equal(SupervisorEnd.With(0), Finish(exit, isManagerStopping: false));
    }

    [Fact]
    public void An_exit_status_of_its_own_counts_at_a_stop_as_well()
    {
        Start();
        _state.StopRequested();
        _state.ProcessEnded();

        Assert.Equal(7, Finish("1 7").Status);
    }

    [Theory]
    [InlineData("1 137", false, "web did not end at its stop signal and was killed")]
    [InlineData("1 0", true, "web ended together with the service manager of user test (uid 1000)")]
    public void A_stop_that_was_not_orderly_says_so(string exit, bool isManagerStopping, string text)
    {
        Start();
        _state.StopRequested();
        _state.ProcessEnded();

        var end = Finish(exit, isManagerStopping);

        Assert.Equal((0, null, text), (end.Status, end.Signal, end.Text));
    }

    [Fact]
    public void A_stop_before_it_is_ready_says_so()
    {
        Assert.Equal(UserAgent.EndByStop, _state.StopRequested());
        _state.AgentGone();

        Assert.True(IsOver(hasAgent: false));
        Assert.Equal(
            SupervisorEnd.With(0).Saying(Severity.Warning, "web was stopped before it was ready", isExplained: true),
            Finish("")
        );
    }

    [Theory]
    [InlineData("1 0", "web was stopped before it had ended")]
    [InlineData("1 143", "web was stopped before it had ended")]
    [InlineData("1 137", "web did not end at its stop signal and was killed")]
    public void A_job_that_is_stopped_says_so(string exit, string text)
    {
        var state = Started(new ContainerState(Name, Test, namespaceFirst: true) { IsJob = true });
        state.StopRequested();
        state.ProcessEnded();

        var end = state.Finish(ProcessExit.Parse(exit), null, () => false);

        Assert.Equal((143, null, text), (end.Status, end.Signal, end.Text));
    }

    [Theory]
    [InlineData("", 1, null)]
    [InlineData("1 0", 1, null)]
    [InlineData("1 2", 2, null)]
    [InlineData("1 137", 137, SIGKILL)]
    public void A_start_that_fails_stops_it_and_fails(string exit, int status, int? signal)
    {
        _state.ProcessFound();

        Assert.Equal(UserAgent.EndByFailure, _state.StartFailed("unhealthy"));
        _state.ProcessEnded();

        var end = Finish(exit);
        Assert.True(IsOver());
        Assert.Equal((status, signal), (end.Status, end.Signal));
        Assert.Equal("rootful-start@web.service of user test (uid 1000) failed: unhealthy", end.Text);
    }

    [Fact]
    public void Only_the_first_reason_to_stop_it_has_the_agent_do_something()
    {
        _state.StartFailed("unhealthy");
        Assert.Null(_state.StopRequested());

        var restarted = New();
        restarted.RestartRequested();
        Assert.Null(restarted.StopRequested());

        var stopped = New();
        stopped.StopRequested();
        Assert.Null(stopped.StartFailed("stopped"));
        Assert.Null(stopped.RestartRequested());
    }

    [Fact]
    public void It_is_stopped_again_where_the_agent_that_should_have_done_so_is_gone()
    {
        Start();
        _state.StopRequested();

        Assert.Equal(UserAgent.EndByStop, _state.StopRequested(hasAgent: false));
        Assert.Null(_state.StopRequested());
    }

    [Fact]
    public void Its_user_may_have_it_restarted_once_and_only_where_that_is_allowed()
    {
        Start();

        Assert.Equal(UserAgent.EndByStop, _state.RestartRequested());
        Assert.Null(_state.RestartRequested());
        Assert.Equal(SupervisorEnd.By(SIGUSR1), Finish("1 143"));
        Assert.Null(new ContainerState(Name, Test, namespaceFirst: true).RestartRequested());
    }

    [Fact]
    public void A_stop_comes_before_a_restart()
    {
        Start();
        _state.RestartRequested();
        _state.StopRequested();

        Assert.Equal(SupervisorEnd.With(0), Finish("1 143", isManagerStopping: false));
    }

    [Fact]
    public void One_that_goes_with_its_users_manager_fails()
    {
        Start();
        _state.ProcessEnded();

        var end = Finish("");

        Assert.Equal(
            (1, "web ended together with the service manager of user test (uid 1000)"),
            (end.Status, end.Text)
        );
    }

    [Fact]
    public void One_that_has_ended_waits_for_its_start_but_not_for_ever()
    {
        _state.ProcessFound();
        _state.ProcessEnded();

        Assert.False(IsOver());
        Assert.True(_state.IsOver(hasAgent: true, isStartOverdue: true));
        _state.AgentGone();
        Assert.True(IsOver(hasAgent: false));
    }

    [Fact]
    public void Without_its_process_the_agent_is_what_there_is()
    {
        Assert.False(IsOver());
        Assert.False(_state.OutlivesAgent);
        _state.AgentGone();
        Assert.True(IsOver(hasAgent: false));

        _state.ProcessFound();
        Assert.True(_state.OutlivesAgent);
        Assert.False(IsOver(hasAgent: false));
    }

    [Fact]
    public void One_without_a_status_of_its_own_shows_its_addresses_when_it_is_ready()
    {
        Assert.True(_state.LacksStatus);
        Assert.Equal(["READY=1", $"STATUS={Addresses}"], _state.Notified(["READY=1"], Addresses));
        Assert.False(_state.LacksStatus);
        Assert.Equal(["READY=1"], _state.Notified(["READY=1"], Addresses));

        var own = New();
        Assert.Equal(["STATUS=loading"], own.Notified(["STATUS=loading"], Addresses));
        Assert.False(own.LacksStatus);
        Assert.Equal(["READY=1"], own.Notified(["READY=1"], Addresses));
    }

    [Fact]
    public void One_that_does_not_say_so_itself_is_ready_when_it_is_started()
    {
        var state = New(readyWhenStarted: true);

        Assert.Equal(["READY=1", $"STATUS={Addresses}"], state.Started(Addresses));
        Assert.False(state.LacksStatus);
    }

    [Fact]
    public void One_that_says_so_itself_or_is_being_stopped_is_not_ready_when_it_is_started()
    {
        var stopped = New(readyWhenStarted: true);
        stopped.StopRequested();

        Assert.Empty(New().Started(Addresses));
        Assert.Empty(stopped.Started(Addresses));
    }

    [Fact]
    public void One_whose_unit_the_user_restarts_goes_on()
    {
        var state = Started(New(namespaceFirst: true));

        Assert.Equal(UserAgent.End, state.ProcessEnded());
        Assert.False(state.IsOver(hasAgent: true, isStartOverdue: false));
        Assert.True(state.ProcessFound());
        state.AgentGone();

        Assert.False(state.HasEnded);
        Assert.False(state.IsOver(hasAgent: false, isStartOverdue: false));
    }

    [Fact]
    public void One_whose_unit_nobody_restarts_has_ended_when_its_agent_says_so()
    {
        var state = Started(New(namespaceFirst: true));
        state.ProcessEnded();
        state.AgentGone();

        Assert.True(state.IsOver(hasAgent: false, isStartOverdue: false));
        Assert.Equal("web ended with exit status 3", state.Finish(ProcessExit.Parse("1 3"), null, NotAsked).Text);
    }

    [Fact]
    public void One_that_is_being_stopped_is_not_waited_for_again()
    {
        var state = Started(New(namespaceFirst: true));
        state.StopRequested();

        Assert.Null(state.ProcessEnded());
    }

    [Theory]
    [InlineData("1 0")]
    [InlineData("1 143")]
    public void The_end_of_what_held_its_network_namespace_is_a_failure(string exit)
    {
        var state = Started(New(namespaceFirst: true));
        state.ProcessEnded();
        state.NamespaceLost();
        state.AgentGone();

        Assert.Equal(
            SupervisorEnd
                .With(1)
                .Saying(Severity.Error, "web ended, as the process that held its network namespace did"),
            state.Finish(ProcessExit.Parse(exit), null, NotAsked)
        );
    }

    [Fact]
    public void Only_a_start_may_take_longer_than_it_was_given()
    {
        Assert.All(
            [s => s.Notified([], ""), s => s.ProcessFound()],
            (Action<ContainerState> e) => Assert.True(After(e))
        );
        Assert.All(
            [
                s => s.Notified(["READY=1"], ""),
                s => s.StopRequested(),
                s => s.RestartRequested(),
                s => s.StartFailed(""),
            ],
            (Action<ContainerState> e) => Assert.False(After(e))
        );

        static bool After(Action<ContainerState> happens)
        {
            var state = New();
            happens(state);
            return state.MayTakeLonger;
        }
    }

    private static ContainerName Name => ContainerName.TryParse("web", out var name, out _) ? name : default;

    private static ContainerState New(bool namespaceFirst = false, bool readyWhenStarted = false) =>
        new(Name, Test, namespaceFirst) { IsRestartable = true, IsReadyWhenStarted = readyWhenStarted };

    private void Start() => Started(_state);

    private static ContainerState Started(ContainerState state)
    {
        state.ProcessFound();
        state.Notified(["READY=1"], Addresses);
        state.AgentGone();
        return state;
    }

    private bool IsOver(bool hasAgent = true) => _state.IsOver(hasAgent, isStartOverdue: false);

    private SupervisorEnd Finish(string exit, bool? isManagerStopping = null) =>
        _state.Finish(
            ProcessExit.Parse(exit),
            memory: null,
            isManagerStopping is { } stopping ? () => stopping : NotAsked
        );

    private static bool NotAsked() => throw new InvalidOperationException("nobody asks");
}
