// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Text;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Systemd;

/// <summary>What a job ended with; <c>org.freedesktop.systemd1.Manager.JobRemoved</c> names the results.</summary>
internal readonly record struct JobResult(string Unit, string Result)
{
    public bool Succeeded => Result is "done" or "skipped";
}

/// <summary>
/// A service manager spoken to over its own private socket: root is accepted there, and neither a D-Bus daemon nor a
/// PAM session is involved (<c>systemctl --user -M</c> opens one, which deadlocks for minutes against a stop job of
/// <c>user@UID.service</c>).
/// </summary>
internal sealed unsafe class ServiceManager : IDisposable
{
    private const string ManagerPath = "/org/freedesktop/systemd1";
    private const string ManagerInterface = "org.freedesktop.systemd1.Manager";
    private const string UnitInterface = "org.freedesktop.systemd1.Unit";
    private const string ServiceInterface = "org.freedesktop.systemd1.Service";
    private const string JobInterface = "org.freedesktop.systemd1.Job";
    private const string NoSuchUnit = "org.freedesktop.systemd1.NoSuchUnit";
    private const string PrivateSocket = "systemd/private";
    private const string SystemSocket = $"/run/{PrivateSocket}";

    // Of the units that jobs were queued for: a job may end before its start was answered. The manager is perhaps a user's.
    private const int RememberedJobs = 256;

    /// <summary>How often what is done with a manager is begun anew for that.</summary>
    public const int MostReexecutions = 5;

    private const string BusSocketPath = "/run/dbus/system_bus_socket";

    // How long a wait is before others may have a word.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(5);

    // How long one that is re-executed may take until it listens again, its generators included.
    private static readonly TimeSpan ReexecutionLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReexecutionPause = TimeSpan.FromMilliseconds(50);

    private readonly BusConnection _bus;
    private readonly string? _destination;
    private readonly List<(string Job, JobResult Result)> _finished = [];
    private readonly HashSet<string> _awaited = new(StringComparer.Ordinal);
    private bool _isSubscribed;

    private ServiceManager(Descriptor socket, string peer, TimeSpan limit, string? destination = null)
    {
        _destination = destination;
        _bus = new BusConnection(socket, peer, limit, isDaemon: destination is not null, Remember);
    }

    /// <param name="limit">How long all waiting for it may take together; for ever when it is not given.</param>
    /// <exception cref="HostException">It does not run, or does not listen.</exception>
    public static ServiceManager OfUser(uint user, TimeSpan? limit = null) =>
        TryOfUser(user, limit) ?? throw NotRunning(user);

    /// <summary>What is wrong when a user's does not run.</summary>
    public static HostException NotRunning(uint user) =>
        new($"{Peer(user)} does not run: nobody listens at {UserSocket(user)}");

    /// <summary>
    /// Does something with a user's, and once more where that is re-executed meanwhile, as an update of systemd does: it goes on with its
    /// units and jobs, and forgets its clients.
    /// </summary>
    /// <exception cref="HostException">It does not run, or does not listen.</exception>
    public static void WithUser(uint user, Action<ServiceManager> action)
    {
        if (!TryWithUser(user, limit: null, action))
        {
            throw NotRunning(user);
        }
    }

    /// <summary>Likewise.</summary>
    /// <returns>Whether it runs.</returns>
    public static bool TryWithUser(uint user, TimeSpan? limit, Action<ServiceManager> action)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var manager = TryOfUser(user, limit);
            if (manager is null)
            {
                return false;
            }

            try
            {
                action(manager);
                return true;
            }
            catch (ErrnoException e) when (IsLost(e) && attempt <= MostReexecutions)
            {
                // The next connection tells whether it is still there.
            }
        }
    }

    /// <summary>Likewise, with the system's.</summary>
    public static void WithSystem(Action<ServiceManager> action) =>
        WithSystem(system =>
        {
            action(system);
            return true;
        });

    /// <summary>Likewise.</summary>
    public static T WithSystem<T>(Func<ServiceManager, T> action)
    {
        var deaf = new Stopwatch();
        for (var attempt = 1; ; )
        {
            try
            {
                using var manager = OfSystem();
                deaf.Reset();
                return action(manager);
            }
            catch (ErrnoException e) when (IsLost(e) && attempt <= MostReexecutions)
            {
                attempt++;
            }
            catch (ErrnoException e)
                when (e.Errno is ECONNREFUSED or ENOENT && IsBooted && deaf.Elapsed < ReexecutionLimit)
            {
                deaf.Start();
                Thread.Sleep(ReexecutionPause);
            }
        }
    }

    /// <summary>Whether the machine's first process is systemd, see sd_booted(3).</summary>
    private static bool IsBooted => Directory.Exists("/run/systemd/system");

    /// <summary>Whether an error means that the manager which was connected to has closed the connection.</summary>
    public static bool IsLost(ErrnoException e) => e.Errno is ECONNRESET or ENOTCONN or EPIPE;

    /// <returns>Null when it does not run.</returns>
    public static ServiceManager? TryOfUser(uint user, TimeSpan? limit = null)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (Find(user, limit, out var isRefused) is { } manager)
            {
                return manager;
            }

            if (!isRefused || clock.Elapsed > ReexecutionLimit || !IsUp(user))
            {
                return null;
            }

            Thread.Sleep(ReexecutionPause);
        }
    }

    /// <param name="isRefused">Whether nobody listens at a socket that is there: of one that was killed, or is being re-executed.</param>
    private static ServiceManager? Find(uint user, TimeSpan? limit, out bool isRefused)
    {
        isRefused = false;
        using var runtime = RuntimeDirectory.TryOpen(user);
        // What was found is what is connected to, wherever its path leads by then.
        using var socket = runtime?.TryOpen(PrivateSocket, O_PATH);
        try
        {
            return socket is null ? null : Connect(socket.ProcPath, UserSocket(user), user, Peer(user), limit);
        }
        catch (ErrnoException e) when (e.Errno == ECONNREFUSED)
        {
            isRefused = true;
            return null;
        }
    }

    /// <summary>Whether a user's service manager runs, as the system's has it.</summary>
    private static bool IsUp(uint user)
    {
        try
        {
            using var system = OfSystemForUsers();
            return system.ActiveState(SystemUnits.UserManager(user)) is "active" or "reloading" or "refreshing";
        }
        catch (HostException)
        {
            return false;
        }
    }

    public static ServiceManager OfSystem() =>
        Connect(SystemSocket, SystemSocket, 0, "the system manager", limit: null);

    /// <summary>
    /// Does something by another program, which asks the system's, and again where that is re-executed meanwhile: until it has made its
    /// socket anew it refuses everybody, and such a program gives up at once.
    /// </summary>
    /// <param name="beforeAgain">Undoes what the attempt that failed did.</param>
    public static void OverReexecutions(Action action, Action<HostException> beforeAgain)
    {
        for (var attempt = 1; ; attempt++)
        {
            var made = File.GetLastWriteTimeUtc(SystemSocket);
            try
            {
                action();
                return;
            }
            catch (HostException e) when (attempt <= MostReexecutions)
            {
                if (!IsMadeAnew(made))
                {
                    throw;
                }

                beforeAgain(e);
            }
        }
    }

    /// <summary>Whether the system's manager has made its socket since, or is about to.</summary>
    private static bool IsMadeAnew(DateTime made)
    {
        try
        {
            WithSystem(system => system.Invoke("org.freedesktop.DBus.Peer", "Ping"));
        }
        catch (HostException)
        {
            return false;
        }

        return File.GetLastWriteTimeUtc(SystemSocket) != made;
    }

    /// <summary>The system's service manager for those who are not root: on the system bus, where everybody may look.</summary>
    public static ServiceManager OfSystemForUsers() =>
        new(
            BusSocket.Connect(BusSocketPath, BusSocketPath, 0, "the system bus"),
            "the system manager",
            BusConnection.CallTimeout,
            "org.freedesktop.systemd1"
        );

    /// <summary>Whether the manager that was connected to is still there.</summary>
    public bool IsConnected
    {
        get
        {
            var descriptor = new PollDescriptor { Descriptor = _bus.PollDescriptor };
            return poll(&descriptor, 1, 0) >= 0 && (descriptor.Returned & POLLHUP) == 0;
        }
    }

    /// <summary>Whether it is stopping everything, for a reboot or the like.</summary>
    public bool IsStopping
    {
        get
        {
            using var reply = GetProperty(ManagerPath, ManagerInterface, "SystemState").EnterVariant("s");
            return reply.ReadString() == "stopping";
        }
    }

    /// <summary>Whether the kernel goes on meanwhile, see systemd-soft-reboot.service(8).</summary>
    public bool IsSoftRebooting => JobType("soft-reboot.target") is not null;

    public int PollDescriptor => _bus.PollDescriptor;

    public short PollEvents => _bus.PollEvents;

    /// <summary>Runs the generators and loads every unit again.</summary>
    public void Reload() => Invoke("Reload");

    /// <summary>Counts the limit from here on, for who connected early.</summary>
    public void RestartLimit() => _bus.RestartLimit();

    /// <summary>Queues a start job; its path is what <see cref="NextFinishedJob"/> reports.</summary>
    public string Start(string unit) => QueueJob("StartUnit", unit);

    /// <summary>Queues a job that stops the unit, if it runs, and starts it.</summary>
    public string Restart(string unit) => QueueJob("RestartUnit", unit);

    /// <summary>Likewise, but not where another job of it is queued already.</summary>
    public string RestartUnlessQueued(string unit) => QueueJob("RestartUnit", unit, "fail");

    /// <summary>Queues a reload job of one unit.</summary>
    public string Reload(string unit) => QueueJob("ReloadUnit", unit);

    /// <summary>Queues a reload job of a unit that is active, and a start job of one that is not.</summary>
    public string ReloadOrStart(string unit) => QueueJob("ReloadOrRestartUnit", unit);

    /// <summary>Queues a stop job, or <see langword="null"/> when no such unit is loaded: nothing to stop.</summary>
    public string? Stop(string unit)
    {
        try
        {
            return QueueJob("StopUnit", unit);
        }
        catch (BusErrorException e) when (e.Name == NoSuchUnit)
        {
            return null;
        }
    }

    /// <summary>Forgets that the unit failed; nothing to do when it did not.</summary>
    public void ResetFailed(string unit)
    {
        try
        {
            InvokeOn("ResetFailedUnit", unit);
        }
        catch (BusErrorException e) when (e.Name == NoSuchUnit)
        {
            // It is not loaded, so it is not failed either.
        }
    }

    /// <summary>Holds the processes of a unit still.</summary>
    public void Freeze(string unit) => InvokeOn("FreezeUnit", unit);

    /// <summary>Has the processes of a frozen unit go on.</summary>
    public void Thaw(string unit) => InvokeOn("ThawUnit", unit);

    /// <summary>Waits for a job of this connection; a hanging manager is an error.</summary>
    /// <param name="meanwhile">Done every few seconds.</param>
    public JobResult Wait(string job, Action? meanwhile = null) => WaitForAny([job], meanwhile).Result;

    /// <summary>Likewise, for the first of several.</summary>
    public (string Job, JobResult Result) WaitForAny(IReadOnlyList<string> jobs, Action? meanwhile = null)
    {
        var silence = TimeSpan.Zero;
        while (true)
        {
            if (NextFinishedJob(jobs) is { } finished)
            {
                return finished;
            }

            silence = _bus.Poll(Slice, "the end of a job") ? TimeSpan.Zero : silence + Slice;
            meanwhile?.Invoke();
            if (silence >= BusConnection.CallTimeout)
            {
                // A job may rightly take for ever (an image is pulled); a manager that does not answer may not.
                Invoke("org.freedesktop.DBus.Peer", "Ping");
                silence = TimeSpan.Zero;
            }
        }
    }

    /// <summary>The result of one of the jobs if its end has arrived, without waiting.</summary>
    public (string Job, JobResult Result)? NextFinishedJob(IReadOnlyList<string> jobs)
    {
        _bus.Receive();
        var index = _finished.FindIndex(f => jobs.Contains(f.Job, StringComparer.Ordinal));
        if (index < 0)
        {
            return null;
        }

        var finished = _finished[index];
        _finished.RemoveAt(index);
        return finished;
    }

    /// <summary>Has the manager tell of the end of jobs and of changes of units.</summary>
    public void Subscribe()
    {
        if (!_isSubscribed)
        {
            Invoke("Subscribe");
            _isSubscribed = true;
        }
    }

    /// <summary>Waits until a unit may have changed, or the time is over.</summary>
    public void WaitForChange(TimeSpan timeout)
    {
        _bus.Poll(timeout, "the end of the container");
        _bus.Receive();
    }

    /// <summary>"loaded", "not-found", "bad-setting", "error" or "masked"; loads the unit when it is not yet.</summary>
    public string LoadState(string unit) => ReadUnit(unit, "LoadState");

    /// <summary>"active", "inactive", "failed", "activating", "deactivating", "reloading" or "maintenance".</summary>
    public string ActiveState(string unit) => ReadUnit(unit, "ActiveState");

    /// <summary>
    /// Likewise of several, in their order. Of units that nothing refers to this is one question: a manager loads such a unit, with all that it
    /// refers to, when it is asked about it, and forgets it right after.
    /// </summary>
    public IReadOnlyList<string> ActiveStates(params ReadOnlySpan<string> units)
    {
        using var call = NewCall(ManagerPath, ManagerInterface, "ListUnitsByNames");
        using var reply = _bus.Call(call.AppendArray(units), "ListUnitsByNames");
        return reply.ReadStatesOfUnits();
    }

    /// <summary>The job of the unit, as <see cref="Start"/> gives it; null when none is queued.</summary>
    public string? Job(string unit)
    {
        _awaited.Add(unit);
        using var reply = Read(unit, UnitInterface, "Job", "(uo)");
        return reply.EnterStructure("uo").ReadUInt32() == 0 ? null : reply.ReadObjectPath();
    }

    /// <summary>
    /// The units of all jobs that the job of a unit waits for; null when none is queued. See the method GetBefore of
    /// org.freedesktop.systemd1(5).
    /// </summary>
    public IReadOnlyList<string>? AwaitedUnits(string unit)
    {
        if (Job(unit) is not { } job)
        {
            return null;
        }

        try
        {
            using var call = NewCall(job, JobInterface, "GetBefore");
            using var reply = _bus.Call(call, $"GetBefore {unit}");
            return reply.ReadUnitsOfJobs();
        }
        catch (BusErrorException)
        {
            // It has just ended.
            return null;
        }
    }

    /// <summary>The files that a unit is made of.</summary>
    public IReadOnlyList<string> Files(string unit)
    {
        using var dropIns = Read(unit, UnitInterface, "DropInPaths", "as");
        return [ReadUnit(unit, "FragmentPath"), .. dropIns.ReadTexts()];
    }

    /// <summary>"start", "stop", "restart" or another of systemd's job types; null when no job of the unit is queued.</summary>
    public string? JobType(string unit) => ReadJob(unit, "JobType");

    /// <summary>"waiting" or "running"; null when no job of the unit is queued.</summary>
    public string? JobState(string unit) => ReadJob(unit, "State");

    /// <summary>Waits while something holds that changes with units.</summary>
    public void WaitWhile(Func<bool> condition, TimeSpan limit)
    {
        Subscribe();
        var clock = Stopwatch.StartNew();
        while (condition() && clock.Elapsed < limit)
        {
            WaitForChange(limit - clock.Elapsed);
        }
    }

    /// <summary>When the unit's state last changed, in microseconds of CLOCK_MONOTONIC; 0 for never.</summary>
    public ulong LastChange(string unit) => ReadTime(unit, "StateChangeTimestampMonotonic");

    /// <summary>When it last began to become active, likewise.</summary>
    public ulong LastStart(string unit) => ReadTime(unit, "InactiveExitTimestampMonotonic");

    /// <summary>When the unit last became active, likewise.</summary>
    public ulong LastActivation(string unit) => ReadTime(unit, "ActiveEnterTimestampMonotonic");

    /// <summary>Whether it became active after its main process was started.</summary>
    public bool WasActivated(string unit)
    {
        using var started = Read(unit, ServiceInterface, "ExecMainStartTimestampMonotonic", "t");
        return LastActivation(unit) > started.ReadUInt64();
    }

    /// <summary>Whether the unit's file or its SourcePath= changed since it was loaded.</summary>
    public bool NeedsReload(string unit)
    {
        using var reply = Read(unit, UnitInterface, "NeedDaemonReload", "b");
        return reply.ReadBoolean();
    }

    /// <summary>The units that must be up for the unit.</summary>
    public IReadOnlyList<string> Requirements(string unit)
    {
        using var reply = Read(unit, UnitInterface, "Requires", "as");
        return reply.ReadTexts();
    }

    /// <summary>The units that are stopped and restarted with the unit.</summary>
    public IReadOnlyList<string> Parts(string unit)
    {
        using var reply = Read(unit, UnitInterface, "ConsistsOf", "as");
        return reply.ReadTexts();
    }

    /// <summary>The service's variables, as NAME=VALUE.</summary>
    public IReadOnlyList<string> Environment(string unit)
    {
        using var reply = Read(unit, ServiceInterface, "Environment", "as");
        return reply.ReadTexts();
    }

    /// <summary>Whether the service has that variable with that value.</summary>
    public bool HasEnvironment(string unit, string assignment)
    {
        using var reply = Read(unit, ServiceInterface, "Environment", "as");
        return reply.ReadWhetherAny(assignment);
    }

    /// <summary>The words of the service's <c>ExecStart=</c> up to the one behind the given word, if any.</summary>
    public string[] StartCommand(string unit, string? word = null)
    {
        using var reply = Read(unit, ServiceInterface, "ExecStart", "a(sasbttttuii)");
        return reply.ReadFirstCommand(word);
    }

    /// <summary>"running", "frozen" or on the way to one of them.</summary>
    public string FreezerState(string unit) => ReadUnit(unit, "FreezerState");

    /// <summary>Its path in the tree of cgroup v2; empty when it has none.</summary>
    public string ControlGroup(string unit) => ReadService(unit, "ControlGroup");

    /// <summary>What Type= of the service is.</summary>
    public string ServiceType(string unit) => ReadService(unit, "Type");

    /// <summary>What Restart= of the service is.</summary>
    public string RestartPolicy(string unit) => ReadService(unit, "Restart");

    /// <summary>The exit statuses in a list like RestartPreventExitStatus=, and whether there are signals in it.</summary>
    public (IReadOnlyList<int> Statuses, bool HasSignals) ExitStatuses(string unit, string property)
    {
        using var reply = Read(unit, ServiceInterface, property, "(aiai)").EnterStructure("aiai");
        return (reply.ReadIntegers(), reply.ReadIntegers().Count > 0);
    }

    /// <summary>The last main process that the service had, which may have ended; 0 when it had none since it was started.</summary>
    public uint LastMainProcess(string unit)
    {
        using var reply = Read(unit, ServiceInterface, "ExecMainPID", "u");
        return reply.ReadUInt32();
    }

    /// <summary>0 when the service has no main process.</summary>
    public uint MainProcess(string unit)
    {
        using var reply = Read(unit, ServiceInterface, "MainPID", "u");
        return reply.ReadUInt32();
    }

    /// <summary>Whether the unit's last main process has ended, and not later than another unit's.</summary>
    public bool MainEndedBefore(string unit, string other) => MainEnd(unit) is > 0 and var end && end <= MainEnd(other);

    private ulong MainEnd(string unit)
    {
        using var reply = Read(unit, ServiceInterface, "ExecMainExitTimestampMonotonic", "t");
        return reply.ReadUInt64();
    }

    /// <summary>How the last main process ended: CLD_EXITED (1) with an exit status or CLD_KILLED (2) with a signal.</summary>
    public (int Code, int Status) MainExit(string unit)
    {
        using var code = Read(unit, ServiceInterface, "ExecMainCode", "i");
        using var status = Read(unit, ServiceInterface, "ExecMainStatus", "i");
        return (code.ReadInt32(), status.ReadInt32());
    }

    /// <summary>What the service last said of itself with <c>STATUS=</c>; empty when it said nothing since it was started.</summary>
    public string StatusText(string unit) => ReadService(unit, "StatusText");

    public void Dispose() => _bus.Dispose();

    private static string UserSocket(uint user) => $"{StatePaths.RuntimeDirectory(user)}/{PrivateSocket}";

    private static string Peer(uint user) => $"the service manager of uid {user}";

    /// <param name="user">Who must have made the socket.</param>
    internal static ServiceManager Connect(string path, string shownPath, uint user, string peer, TimeSpan? limit) =>
        new(BusSocket.Connect(path, shownPath, user, peer), peer, limit ?? TimeSpan.MaxValue);

    private void Remember(BusMessage signal)
    {
        if (!signal.IsSignal(ManagerInterface, "JobRemoved"))
        {
            return;
        }

        signal.ReadUInt32();
        var job = signal.ReadObjectPath();
        var unit = signal.ReadString();
        if (!_awaited.Contains(unit))
        {
            // Managers tell everybody of all jobs, and of each health check that is one.
            return;
        }

        _finished.Add((job, new JobResult(unit, signal.ReadString())));
        if (_finished.Count > RememberedJobs)
        {
            _finished.RemoveAt(0);
        }
    }

    private string QueueJob(string method, string unit, string mode = "replace")
    {
        Subscribe();
        _awaited.Add(unit);
        using var call = NewCall(ManagerPath, ManagerInterface, method);
        using var reply = _bus.Call(call.Append(unit).Append(mode), $"{method} {unit}");
        return reply.ReadObjectPath();
    }

    private BusMessage NewCall(string path, string @interface, string member) =>
        _bus.NewCall(path, @interface, member, _destination);

    private void Invoke(string method) => Invoke(ManagerInterface, method);

    private void Invoke(string @interface, string method)
    {
        using var call = NewCall(ManagerPath, @interface, method);
        using var reply = _bus.Call(call, method);
    }

    private void InvokeOn(string method, string unit)
    {
        using var call = NewCall(ManagerPath, ManagerInterface, method);
        using var reply = _bus.Call(call.Append(unit), $"{method} {unit}");
    }

    /// <summary>As sd_bus_path_encode(3) has it. The manager loads a unit when its object is asked for, so that no LoadUnit call is needed first.</summary>
    internal static string UnitPath(string unit)
    {
        var path = new StringBuilder("/org/freedesktop/systemd1/unit/");
        foreach (var octet in Encoding.UTF8.GetBytes(unit))
        {
            if (char.IsAsciiLetterOrDigit((char)octet))
            {
                path.Append((char)octet);
            }
            else
            {
                path.Append('_').Append(octet.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return path.ToString();
    }

    private ulong ReadTime(string unit, string property)
    {
        using var reply = Read(unit, UnitInterface, property, "t");
        return reply.ReadUInt64();
    }

    private string? ReadJob(string unit, string property)
    {
        if (Job(unit) is not { } job)
        {
            return null;
        }

        try
        {
            using var reply = GetProperty(job, JobInterface, property).EnterVariant("s");
            return reply.ReadString();
        }
        catch (BusErrorException)
        {
            // It has just ended.
            return null;
        }
    }

    private string ReadUnit(string unit, string property)
    {
        using var reply = Read(unit, UnitInterface, property, "s");
        return reply.ReadString();
    }

    private string ReadService(string unit, string property)
    {
        using var reply = Read(unit, ServiceInterface, property, "s");
        return reply.ReadString();
    }

    private BusMessage Read(string unit, string @interface, string property, string type) =>
        GetProperty(UnitPath(unit), @interface, property).EnterVariant(type);

    private BusMessage GetProperty(string path, string @interface, string property)
    {
        using var call = NewCall(path, "org.freedesktop.DBus.Properties", "Get");
        return _bus.Call(call.Append(@interface).Append(property), $"read {property}");
    }
}
