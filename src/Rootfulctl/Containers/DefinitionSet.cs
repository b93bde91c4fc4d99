// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions;
using RootfulContainers.Definitions.Files;
using RootfulContainers.Definitions.Kinds;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Definitions.Kinds.Prerequisites;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Rootfulctl.Users;
using RootfulContainers.Units;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>All definitions of this host, as the generator reads and checks them.</summary>
internal sealed class DefinitionSet
{
    private static readonly Dictionary<string, DefinitionSource> NoMore = [];

    private readonly PlanContext _context;
    private readonly DefinitionRun _run;
    private readonly Func<GroupTable> _groups;
    private readonly Dictionary<string, DefinitionSource> _sources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Definition> _containers = new(StringComparer.Ordinal);

    private DefinitionSet(Scope scope, IReadOnlyDictionary<string, DefinitionSource> more)
    {
        // Who is not root is shown what they may read.
        var directory = new ConfigurationDirectory("", isInstalled: Caller.IsRoot);
        Users = directory.ReadUsers();
        _groups = directory.ReadGroups;
        _context = new PlanContext(scope, Installation, Users, directory.ReadGroups);
        _run = new DefinitionRun(Remembered(directory.ReadDefinitions(onlyReadable: !Caller.IsRoot), more), _context);
        foreach (var definition in _run.Definitions.Where(d => d.IsDependency))
        {
            var source = _sources[definition.Path];
            _containers[definition.Name.ToString()] = new Definition(definition.Name)
            {
                Checked = definition,
                Container = Decode(definition, source),
            };
        }

        foreach (var file in directory.Masked)
        {
            if (DefinitionKinds.TryParse(file, out var kind, out var name, out _) && kind is StartedKind)
            {
                _containers[name.ToString()] = new Definition(name);
            }
        }
    }

    public UserTable Users { get; }

    /// <summary>By name.</summary>
    public IReadOnlyCollection<Definition> Containers => _containers.Values;

    /// <summary>Volumes, images and builds.</summary>
    public IEnumerable<CheckedPrerequisite> Prerequisites => _run.Definitions.OfType<CheckedPrerequisite>();

    /// <summary>The names of a pod's containers; none of what is no pod.</summary>
    public IEnumerable<ContainerName> Members(ContainerName pod) =>
        Containers.Where(c => c.Container?.Pod?.Text == pod.ToString()).Select(c => c.Name);

    /// <summary>Where what it prints stands: a pod's own container is silent, and its containers are not.</summary>
    public IReadOnlyList<string> Journal(Target target, uint uid) =>
        [
            .. Members(target.Name)
                .Prepend(target.Name)
                .SelectMany((name, i) => Journal(name, uid).Prepend("+").Skip(i == 0 ? 1 : 0)),
        ];

    private IReadOnlyList<string> Journal(ContainerName name, uint uid) =>
        Find(name)?.Container is { LogDriver: "passthrough" } container
            ? UserJournal.OfOutput(UserUnits.Processes(name, container.IsNamespaceFirst), uid)
            : UserJournal.OfContainer(name, uid);

    /// <summary>A volume, an image or a build as others name it: <c>data.volume</c>.</summary>
    public CheckedPrerequisite? FindPrerequisite(string file)
    {
        var name = Target.DefinitionOf(file) + DefinitionPaths.Extension;
        return Prerequisites.FirstOrDefault(p => _sources[p.Path].FileName == name);
    }

    public Prerequisite Decode(CheckedPrerequisite definition)
    {
        var source = _sources[definition.Path];
        return ((PrerequisiteKind)DefinitionKinds.All[DefinitionKinds.IndexOf(source.FileName)])
            .Decode(definition.Name, source, Users)
            .Definition;
    }

    /// <summary>The file of a definition and its drop-ins.</summary>
    public DefinitionSource Source(string path) => _sources[path];

    /// <summary>The definition of a network that has one without errors.</summary>
    public NetworkDefinition? FindNetwork(string name) =>
        _run.Definitions.FirstOrDefault(d => d is { Subnets: not null, IsBroken: false } && d.Name.ToString() == name)
            is { } network
            ? NetworkDecoder.Decode(network.Name, _sources[network.Path]).Definition
            : null;

    /// <summary>By which its network tells whether it was made from it; null of one that has no definition without errors.</summary>
    public string? NetworkFingerprint(string name) => _context.DefinedNetworks.GetValueOrDefault(name);

    /// <summary>What is wrong, in the order in which the generator says it.</summary>
    public IEnumerable<Diagnostic> Errors => _run.Diagnostics;

    /// <summary>As the generator of the manager would write them now.</summary>
    public IEnumerable<UnitEntry> Units => _run.Units;

    /// <summary>The group that nobody but that user is in; null when it is not known to be one.</summary>
    public uint? OwnGroup(uint uid) =>
        Users.Find(uid) is { Gid: { } gid } user && _groups().Name(gid) == user.Name ? gid : null;

    public string GroupName(uint gid) => _groups().Name(gid);

    /// <summary>Whether a container starts at boot as its definition says.</summary>
    /// <param name="without">The path of a drop-in that is left out.</param>
    public bool IsStartedAtBoot(ContainerName name, string? without = null)
    {
        var source = _sources[Find(name)!.Path!];
        IReadOnlyList<SourceText> files = [.. source.Files.Where(f => f.Path != without)];
        return Decode(name, source with { Files = files }).AutostartTargets.Count > 0;
    }

    public Definition? Find(ContainerName name) => _containers.GetValueOrDefault(name.ToString());

    /// <summary>The definitions of this host, for the system's service manager.</summary>
    public static DefinitionSet Load() => new(new Scope.System(), NoMore);

    /// <summary>The same for the service manager of a user.</summary>
    public static DefinitionSet LoadFor(uint uid) => new(new Scope.User(uid), NoMore);

    /// <summary>As if those, by their names, stood in the directory as well, in place of files with the same names.</summary>
    public static DefinitionSet LoadWith(IReadOnlyDictionary<string, DefinitionSource> more) =>
        new(new Scope.System(), more);

    public string UserName(uint uid) =>
        Users.Find(uid)?.Name ?? uid.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // All programs are installed in one directory; BaseDirectory is where the program itself is, and not a link to it.
    private static Installation Installation
    {
        get
        {
            var libexec = AppContext.BaseDirectory.TrimEnd('/');
            return new Installation(libexec, $"{Prefix}/lib/systemd/system");
        }
    }

    private static ContainerDefinition Decode(ContainerName name, DefinitionSource source, UserTable? users = null) =>
        ((StartedKind)DefinitionKinds.All[DefinitionKinds.IndexOf(source.FileName)])
            .Decode(name, source, users)
            .Definition;

    /// <summary>Below which everything is installed.</summary>
    public static string Prefix =>
        Path.GetDirectoryName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))?.TrimEnd('/') ?? "";

    private ContainerDefinition Decode(CheckedDefinition definition, DefinitionSource source)
    {
        var container = Decode(definition.Name, source, Users);
        if (definition.Uid is { } uid)
        {
            // What is wrong with them is known.
            ContainerPrerequisites.Find(container, uid, _context.Prerequisites, []);
        }

        return container;
    }

    /// <summary>Remembers what passes by. Each kind's files stand together, and orphans last.</summary>
    private IEnumerable<DefinitionSource> Remembered(
        IEnumerable<DefinitionSource> installed,
        IReadOnlyDictionary<string, DefinitionSource> more
    )
    {
        var all = more.Count == 0 ? installed : Replaced([.. installed], more);
        foreach (var source in all)
        {
            _sources[source.Path] = source;
            yield return source;
        }
    }

    /// <summary>A file in place of another keeps that one's drop-ins.</summary>
    private static IEnumerable<DefinitionSource> Replaced(
        IReadOnlyList<DefinitionSource> installed,
        IReadOnlyDictionary<string, DefinitionSource> more
    )
    {
        var before = installed.ToDictionary(s => s.FileName, StringComparer.Ordinal);
        return installed
            .Where(s => !more.ContainsKey(s.FileName))
            .Select(s =>
                // An instance has the text of its template.
                s.Instance
                    is not null
                && more.TryGetValue(Path.GetFileName(s.Files[0].Path), out var template)
                    ? s with
                    {
                        Files = [.. template.Files, .. s.Files.Skip(1)],
                    }
                    : s
            )
            .Concat(
                more.Values.Select(s =>
                    before.TryGetValue(s.FileName, out var old)
                        ? s with
                        {
                            Files = [.. s.Files, .. old.IsOrphan ? old.Files : old.Files.Skip(1)],
                        }
                        : s
                )
            )
            .OrderBy(s => s.IsOrphan)
            .ThenBy(s => DefinitionKinds.TurnOf(s.FileName))
            .ThenBy(s => s.FileName, StringComparer.Ordinal);
    }
}
