// SPDX-License-Identifier: BSD-2-Clause
using System.Collections.Concurrent;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Systemd;
using Tmds.DBus.Protocol;

namespace RootfulContainers.Rootfulctl.Systemd;

/// <summary>The system's service manager on the system bus, where everybody may look and root may act.</summary>
internal sealed class SystemBus : IDisposable
{
    private const string Destination = "org.freedesktop.systemd1";
    private const string ManagerPath = "/org/freedesktop/systemd1";
    private const string ManagerInterface = "org.freedesktop.systemd1.Manager";
    private const string UnitInterface = "org.freedesktop.systemd1.Unit";
    private const string PropertiesInterface = "org.freedesktop.DBus.Properties";

    // As systemctl waits.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

    // All generators of the host run, and they have 90 s.
    private static readonly TimeSpan ReloadLimit = TimeSpan.FromMinutes(2);

    private readonly DBusConnection _bus;
    private readonly ConcurrentDictionary<string, string> _results = new(StringComparer.Ordinal);

    private volatile bool _isLost;

    private SystemBus(DBusConnection bus) => _bus = bus;

    /// <exception cref="HostException">There is no system bus, or nobody answers on it.</exception>
    public static SystemBus Connect()
    {
        var address = DBusAddress.System ?? "unix:path=/run/dbus/system_bus_socket";
        var bus = new DBusConnection(address);
        try
        {
            Await(bus.ConnectAsync().AsTask());
        }
        catch (HostException e)
        {
            bus.Dispose();
            // The library speaks of addresses of a network.
            throw new HostException($"nobody answers on the system bus ({address}), by which systemd is asked", e);
        }

        return new SystemBus(bus);
    }

    /// <summary>The loaded units whose names match one of the patterns.</summary>
    public IReadOnlyList<UnitState> ListUnits(params string[] patterns)
    {
        using var writer = _bus.GetMessageWriter();
        writer.WriteMethodCallHeader(Destination, ManagerPath, ManagerInterface, "ListUnitsByPatterns", "asas");
        writer.WriteArray(Array.Empty<string>());
        writer.WriteArray(patterns);
        var call = writer.CreateMessage();
        return Await(_bus.CallMethodAsync(call, static (message, _) => ReadUnits(message), null));
    }

    /// <summary>Of several units at once, in their order; a unit is loaded when it is not yet.</summary>
    public IReadOnlyList<UnitProperties> Properties(IReadOnlyCollection<string> units) =>
        Await(Task.WhenAll(units.Select(PropertiesAsync)));

    public UnitProperties Properties(string unit) => Await(PropertiesAsync(unit));

    /// <summary>One number of each of several units, asked for at once.</summary>
    public IReadOnlyList<ulong> Numbers(IReadOnlyCollection<string> units, string property) =>
        Await(Task.WhenAll(units.Select(u => NumberAsync(u, property))));

    /// <summary>Has systemd tell of the end of jobs; to be called before the first is queued.</summary>
    public void Subscribe()
    {
        _ = Await(
            _bus.WatchSignalAsync(
                    Destination,
                    ManagerPath,
                    ManagerInterface,
                    "JobRemoved",
                    static (message, _) =>
                    {
                        var reader = message.GetBodyReader();
                        reader.ReadUInt32();
                        var job = reader.ReadObjectPathAsString();
                        reader.ReadStringAsSpan(); // the unit
                        return (Job: job, Result: reader.ReadString());
                    },
                    ended =>
                    {
                        if (ended.HasValue)
                        {
                            _results[ended.Value.Job] = ended.Value.Result;
                        }
                        else
                        {
                            _isLost = true;
                        }
                    },
                    ObserverFlags.EmitOnConnectionClosed,
                    false,
                    null
                )
                .AsTask()
        );
        Await(_bus.CallMethodAsync(Message(ManagerPath, ManagerInterface, "Subscribe")));
    }

    /// <summary>Has systemd tell of units, and of their being read again.</summary>
    /// <param name="prefixes">Of the units' names.</param>
    /// <param name="changed">Called in another thread whenever something may have changed, also that nobody tells any more.</param>
    public void Watch(IReadOnlyList<string> prefixes, Action changed)
    {
        var paths = prefixes.Select(ServiceManager.UnitPath).ToList();
        Add(
            new MatchRule
            {
                Type = MessageType.Signal,
                Sender = Destination,
                PathNamespace = $"{ManagerPath}/unit",
                Interface = PropertiesInterface,
                Member = "PropertiesChanged",
            },
            path => paths.Exists(p => path.StartsWith(p, StringComparison.Ordinal))
        );
        Add(
            new MatchRule
            {
                Type = MessageType.Signal,
                Sender = Destination,
                Path = ManagerPath,
                Interface = ManagerInterface,
                Member = "Reloading",
            },
            static _ => true
        );
        Await(_bus.CallMethodAsync(Message(ManagerPath, ManagerInterface, "Subscribe")));

        void Add(MatchRule rule, Predicate<string> isMeant) =>
            Await(
                _bus.AddMatchAsync(
                        rule,
                        static (message, _) => message.PathAsString ?? "",
                        told =>
                        {
                            if (!told.HasValue || isMeant(told.Value))
                            {
                                changed();
                            }
                        },
                        false,
                        ObserverFlags.EmitOnConnectionClosed,
                        null
                    )
                    .AsTask()
            );
    }

    /// <summary>Queues a job.</summary>
    /// <param name="method"><c>StartUnit</c> and the like, see org.freedesktop.systemd1(5).</param>
    /// <returns>By which its result is known.</returns>
    public string Queue(string method, string unit) =>
        Await(
            _bus.CallMethodAsync(
                Message(ManagerPath, ManagerInterface, method, "ss", unit, "replace"),
                static (message, _) => message.GetBodyReader().ReadObjectPathAsString(),
                null
            )
        );

    /// <summary>Runs the generators and loads every unit again.</summary>
    public void Reload() => Await(_bus.CallMethodAsync(Message(ManagerPath, ManagerInterface, "Reload")), ReloadLimit);

    /// <summary>"done", or how else it ended; null while it has not.</summary>
    /// <exception cref="HostException">Nobody will tell, as the connection is lost.</exception>
    public string? ResultOf(string job) =>
        _results.GetValueOrDefault(job)
        ?? (
            _isLost
                ? throw new HostException(
                    "the system bus closed the connection; what was begun goes on, see 'systemctl list-jobs'"
                )
                : null
        );

    public void Dispose() => _bus.Dispose();

    private Task<UnitProperties> PropertiesAsync(string unit) =>
        _bus.CallMethodAsync(
            // Of all its interfaces.
            Message(ServiceManager.UnitPath(unit), PropertiesInterface, "GetAll", "s", ""),
            static (message, unit) =>
                new UnitProperties((string)unit!, message.GetBodyReader().ReadDictionaryOfStringToVariantValue()),
            unit
        );

    private Task<ulong> NumberAsync(string unit, string property) =>
        _bus.CallMethodAsync(
            Message(ServiceManager.UnitPath(unit), PropertiesInterface, "Get", "ss", UnitInterface, property),
            static (message, _) => message.GetBodyReader().ReadVariantValue().GetUInt64(),
            null
        );

    /// <param name="words">As many as the signature has.</param>
    private MessageBuffer Message(
        string path,
        string @interface,
        string member,
        string? signature = null,
        params ReadOnlySpan<string> words
    )
    {
        using var writer = _bus.GetMessageWriter();
        writer.WriteMethodCallHeader(Destination, path, @interface, member, signature);
        foreach (var word in words)
        {
            writer.WriteString(word);
        }

        return writer.CreateMessage();
    }

    private static List<UnitState> ReadUnits(Message message)
    {
        var units = new List<UnitState>();
        var reader = message.GetBodyReader();
        var end = reader.ReadArrayStart(DBusType.Struct);
        while (reader.HasNext(end))
        {
            reader.AlignStruct();
            var name = reader.ReadString();
            _ = reader.ReadStringAsSpan(); // description
            units.Add(new UnitState(name, reader.ReadString(), reader.ReadString(), reader.ReadString()));
            _ = reader.ReadStringAsSpan(); // whom it follows
            _ = reader.ReadObjectPathAsSpan();
            _ = reader.ReadUInt32(); // its job
            _ = reader.ReadStringAsSpan();
            _ = reader.ReadObjectPathAsSpan();
        }

        return units;
    }

    private static void Await(Task task, TimeSpan? limit = null) =>
        Await(
            Task.Run(async () =>
            {
                await task;
                return true;
            }),
            limit
        );

    private static T Await<T>(Task<T> task, TimeSpan? limit = null)
    {
        try
        {
            return task.WaitAsync(limit ?? Limit).GetAwaiter().GetResult();
        }
        catch (DBusErrorReplyException e)
        {
            throw new HostException(PrintableText.Of(e.ErrorMessage ?? e.ErrorName), e);
        }
        catch (Exception e) when (e is DBusExceptionBase or TimeoutException)
        {
            throw new HostException($"systemd cannot be asked on the system bus: {PrintableText.Of(e.Message)}", e);
        }
    }
}
