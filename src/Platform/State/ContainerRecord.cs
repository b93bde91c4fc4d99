// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text.Json.Nodes;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Platform.State;

/// <summary>Whose container a state directory belongs to, and which process was attached.</summary>
/// <param name="Id">Empty until there is a container.</param>
/// <param name="Process">0 before the process was verified.</param>
/// <param name="NetworkNamespace">Its number; 0 before the process was verified, and of a version that did not note it.</param>
/// <param name="IsHolder">Whether the process holds a network namespace that is there before the container.</param>
/// <param name="Command">Fingerprint of what was asked for; empty if manually.</param>
/// <param name="Rules">The number of the table of netavark's rules; 0 before it was attached.</param>
internal sealed record ContainerRecord(
    uint Uid,
    string Id,
    int Process,
    ulong StartTime,
    ulong NetworkNamespace,
    bool IsHolder,
    string Command,
    ulong Rules = 0
)
{
    /// <summary>Of a container whose process is not known yet.</summary>
    public ContainerRecord(UserAccount user)
        : this(user.Uid, "", 0, 0, 0, IsHolder: false, "") { }

    public ContainerRecord(UserAccount user, ContainerProcess process)
        : this(user.Uid, process.Id, process.Process, process.StartTime, process.NamespaceNumber, process.IsHolder, "")
    { }

    public ContainerClaim Claim => new(Id, Process, IsHolder);

    /// <summary>Whether the container's network namespace is kept by a process of its own; no lock is needed to ask.</summary>
    public static bool IsNamespaceFirst(ContainerName name) =>
        new FileInfo(StatePaths.File(name, StatePaths.Joined)).LinkTarget is not null;

    public static ContainerRecord? Load(StateDirectory state) =>
        state.Read(StatePaths.Container) is { } content ? Parse(content, state.Path) : null;

    /// <param name="directory">Where it was read, for the error text.</param>
    public static ContainerRecord Parse(byte[] content, string directory) =>
        ForeignJson.Read(
            content,
            $"{directory}/{StatePaths.Container} could not be read",
            node =>
            {
                var json = ForeignJson.Object(node, "it");
                return new ContainerRecord(
                    ForeignJson.Value<uint>(json["uid"], "uid"),
                    ForeignJson.Value<string>(json["id"], "id"),
                    ForeignJson.Value<int>(json["pid"], "pid"),
                    ForeignJson.Value<ulong>(json["start_time"], "start_time"),
                    Optional(json, "netns", 0UL),
                    Optional(json, "holder", false),
                    Optional(json, "command", ""),
                    Optional(json, "rules", 0UL)
                );
            }
        );

    public void Save(StateDirectory state)
    {
        var json = new JsonObject
        {
            ["uid"] = Uid,
            ["id"] = Id,
            ["pid"] = Process,
            ["start_time"] = StartTime,
            ["netns"] = NetworkNamespace,
            ["holder"] = IsHolder,
            ["command"] = Command,
            ["rules"] = Rules,
        };
        state.Write(
            StatePaths.Container,
            System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()),
            Permissions.OwnerOnly
        );
    }

    /// <summary>Notes whose container it will be, so that a teardown finds the user's units whatever happens next.</summary>
    public void SaveUnlessPresent(StateDirectory state)
    {
        if (!state.Has(StatePaths.Container))
        {
            Save(state);
        }
    }

    public bool Is(ContainerProcess container) =>
        IsHolder == container.IsHolder && Process == container.Process && StartTime == container.StartTime;

    /// <summary>The process that was attached, verified again; null when it has ended.</summary>
    public ContainerProcess? OpenRunning()
    {
        try
        {
            var user = UserAccount.Find(Uid.ToString(CultureInfo.InvariantCulture));
            var container = ContainerProcess.Verify(Claim, user, unit: null);
            if (Is(container))
            {
                return container;
            }

            container.Dispose();
        }
        catch (HostException)
        {
            // There is none yet, another process has its number, or its user was removed.
        }

        return null;
    }

    /// <exception cref="HostException">Another container is attached by the same namespace: undoing this one would take its interfaces.</exception>
    public void RequireOwnNamespace(ContainerName name, string parentPath = StatePaths.Base)
    {
        foreach (var directory in Directory.EnumerateDirectories(parentPath))
        {
            var other = Path.GetFileName(directory);
            if (other != name.ToString() && Peek(directory) is { } record && record.IsBy(NetworkNamespace))
            {
                throw new HostException(
                    $"the network namespace of process {Process} is that of container {other}; refused"
                );
            }
        }
    }

    private static T Optional<T>(JsonObject json, string key, T fallback) =>
        json[key] is { } value ? ForeignJson.Value<T>(value, key) : fallback;

    private bool IsBy(ulong networkNamespace) => NetworkNamespace == networkNamespace && IsAlive;

    /// <summary>What is there at this moment, without a lock.</summary>
    public static ContainerRecord? Peek(string directory)
    {
        try
        {
            return OptionalFile.Read(Path.Join(directory, StatePaths.Container)) is { } content
                ? Parse(content, directory)
                : null;
        }
        catch (HostException)
        {
            // Damaged: that is told to whoever works on that container.
            return null;
        }
    }

    public bool IsAlive => Process > 0 && ContainerProcess.IsAlive(Process, StartTime);
}
