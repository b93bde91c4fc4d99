// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RootfulContainers.Platform;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>start</c>, <c>stop</c>, <c>restart</c> and <c>reload</c>: waits, and says at once why it failed.</summary>
internal static class UnitCommands
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static Command Start() => Create("start", "Start containers and wait until they run", "StartUnit", "runs");

    public static Command Stop() => Create("stop", "Stop containers and wait for their end", "StopUnit", "stopped");

    public static Command Restart() => Create("restart", "Stop containers and start them again", "RestartUnit", "runs");

    public static Command Reload() =>
        Create("reload", "Have containers run reload_command, or send them reload_signal", "ReloadUnit", "reloaded");

    private static Command Create(string name, string description, string method, string done)
    {
        var names = Names();
        var command = new Command(name, description) { names };
        command.Run(result =>
        {
            var definitions = DefinitionSet.Load();
            using var bus = SystemBus.Connect();
            var targets = new List<Target>();
            var areFound = true;
            foreach (var word in result.GetRequiredValue(names))
            {
                try
                {
                    targets.Add(Target.Find(word, definitions));
                }
                catch (UnknownContainerException e)
                {
                    CommandRun.Say(e.Message);
                    areFound = false;
                }
            }

            return Run(bus, definitions, [.. targets.DistinctBy(t => t.Name)], method, done) && areFound
                ? 0
                : ExitStatus.Failed;
        });
        return command;
    }

    /// <summary>One or more containers.</summary>
    public static Argument<string[]> Names() =>
        new("NAME") { Description = "names of containers", Arity = ArgumentArity.OneOrMore };

    /// <param name="method">Of systemd's manager.</param>
    /// <param name="done">What is said of a container whose job is done.</param>
    /// <returns>Whether all were done.</returns>
    /// <param name="hasTimers">Whether it is done to the timer of what has one.</param>
    public static bool Run(
        SystemBus bus,
        DefinitionSet definitions,
        IReadOnlyList<Target> targets,
        string method,
        string done,
        bool hasTimers = false
    )
    {
        bus.Subscribe();
        var jobs = targets
            .Select(t => Queue(bus, t, method, hasTimers ? TimedUnit(t) : SystemUnits.Container(t.Name)))
            .OfType<Job>()
            .ToList();
        var areQueued = jobs.Count == targets.Count;
        return Follow(bus, definitions, jobs, done) && areQueued;
    }

    /// <returns>Null when systemd takes no such job, which is no reason to leave the others.</returns>
    private static Job? Queue(SystemBus bus, Target target, string method, string unit)
    {
        try
        {
            return new Job(target, bus.Queue(method, unit));
        }
        catch (HostException e)
        {
            CommandRun.Say($"{target.Name} failed: {e.Message}");
            return null;
        }
    }

    private static string TimedUnit(Target target) =>
        target.Definition?.Container is { HasTimer: true }
            ? SystemUnits.Timer(target.Name)
            : SystemUnits.Container(target.Name);

    private sealed class Job(Target target, string path)
    {
        public Target Target { get; } = target;

        public string Path { get; } = path;

        /// <summary>What was said last.</summary>
        public string Step { get; set; } = "";
    }

    /// <returns>Whether all were done.</returns>
    private static bool Follow(SystemBus bus, DefinitionSet definitions, List<Job> jobs, string done)
    {
        var clock = Stopwatch.StartNew();
        var isShown = StandardStream.IsTerminal(StandardStream.Error);
        var failures = 0;
        var width = jobs.Select(j => j.Target.Name.ToString().Length).DefaultIfEmpty().Max();
        while (jobs.Count > 0)
        {
            foreach (var job in jobs.Where(j => bus.ResultOf(j.Path) is not null).ToList())
            {
                jobs.Remove(job);
                var result = bus.ResultOf(job.Path)!;
                if (result is "done" or "skipped")
                {
                    Say(job, isShown && done == "runs" ? Outcome(bus, job.Target) : done);
                }
                else
                {
                    failures++;
                    CommandRun.Say($"{job.Target.Name} failed: {WhyNot(bus, definitions, job.Target, result)}");
                }
            }

            if (jobs.Count > 0)
            {
                Thread.Sleep(Pause);
                foreach (var job in isShown ? jobs : [])
                {
                    Say(job, Step(bus, job.Target));
                }
            }
        }

        return failures == 0;

        void Say(Job job, string step)
        {
            if (isShown && step.Length > 0 && step != job.Step)
            {
                job.Step = step;
                var name = job.Target.Name.ToString().PadRight(width);
                StandardStream.WriteError(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name} {clock.Elapsed.TotalSeconds, 6:0.0} s  {PrintableText.Of(step)}"
                    )
                );
            }
        }
    }

    /// <summary>Of a start that succeeded. It does as well where a condition of the unit keeps it from being started.</summary>
    private static string Outcome(SystemBus bus, Target target)
    {
        var (container, _) = Properties(bus, target);
        return container.Text("ActiveState") == "inactive" && !container.IsTrue("ConditionResult")
                ? $"is not started, as a condition of {container.Unit} is not met"
            : target.Definition?.Container is { IsJob: true } ? "is done"
            : "runs";
    }

    /// <summary>What is just being done.</summary>
    private static string Step(SystemBus bus, Target target)
    {
        var (container, network) = Properties(bus, target);
        var busy = network.Text("ActiveState") is "activating" or "deactivating" ? network : container;
        var said = busy.Text("StatusText");
        return busy.Text("ActiveState") switch
        {
            "activating" when busy == network => said.Length > 0 ? said : "is being created and attached",
            "activating" => said.Length > 0 ? said : "is being started",
            "deactivating" when busy == network => "is being detached",
            "deactivating" => "is being stopped",
            _ => "",
        };
    }

    private static string WhyNot(SystemBus bus, DefinitionSet definitions, Target target, string result)
    {
        var (container, network) = Properties(bus, target);
        return Reason.OfDefinition(target.Definition, container)
            ?? result switch
            {
                // Else it was not started, and its last failure is another one's.
                "failed" => Reason.OfStart(definitions, target.Definition, container, network),
                "dependency" => FailedRequirement.Of(bus, container)
                    ?? $"what it requires did not start; see 'systemctl status {container.Unit}'",
                _ => null,
            }
            ?? $"its job ended as '{result}'; 'systemctl status {container.Unit}' may say why";
    }

    private static (UnitProperties Container, UnitProperties Network) Properties(SystemBus bus, Target target)
    {
        var both = bus.Properties([SystemUnits.Container(target.Name), SystemUnits.Network(target.Name)]);
        return (both[0], both[1]);
    }
}
