// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary><c>NAME.toml</c>: a container.</summary>
internal sealed class ContainerKind()
    : StartedKind(DefinitionPaths.Extension, static () => ContainerKeys.All, isPod: false);

/// <summary>What is started and stopped, and has units in both managers: a container, or a pod, whose own container it is.</summary>
internal abstract class StartedKind(string suffix, Func<ConfigurationKeySet> keys, bool isPod)
    : DefinitionKind(suffix, keys)
{
    /// <param name="users">Whose homes are meant by <c>~/</c>.</param>
    public Decoded<ContainerDefinition> Decode(ContainerName name, DefinitionSource source, UserTable? users = null) =>
        ContainerDecoder.Decode(name, source, users, Keys, isPod);

    public override CheckedDefinition Read(ContainerName name, DefinitionSource source, PlanContext context)
    {
        var container = Decode(name, source, context.Users);
        var definition = container.Definition;
        var outside = new OutsideChecks(source, container.Diagnostics);
        var uid = outside.FindOwner(definition.User, context.Users);
        // Of a user whom only a directory service knows the groups are not known here; the network helper sees at the start.
        if (source.IsProtected && uid is > 0 && context.Users.Find(uid.Value) is { } owner)
        {
            AccessRules.Check(container.Diagnostics, source, owner, context.Groups);
        }

        if (uid is not null)
        {
            ContainerPrerequisites.Find(definition, uid.Value, context.Prerequisites, container.Diagnostics);
        }

        outside.ForgetWhatVaries();

        return new CheckedContainer(definition, container.Diagnostics, uid, context);
    }

    public override CheckedDefinition Fail(
        ContainerName name,
        DefinitionSource source,
        PlanContext context,
        Exception failure
    ) =>
        new FailedDefinition(name, source, failure)
        {
            IsDependency = true,
            IsPod = isPod,
            Refuse = ContainerDropIn.Refuse,
        };

    private sealed class CheckedContainer : CheckedDefinition
    {
        /// <summary>The units that start it.</summary>
        private readonly IReadOnlyList<string> _starters;

        private readonly TextFile? _timer;

        /// <summary><see langword="null"/> when it has an error of its own, or is not for this manager.</summary>
        private readonly TextFile[]? _units;

        /// <summary>A pod for the system's manager: its units wait for the names of its containers.</summary>
        private readonly PlannedContainer? _pod;

        public CheckedContainer(
            ContainerDefinition definition,
            List<Diagnostic> diagnostics,
            uint? uid,
            PlanContext context
        )
            : base(definition.Name, definition.Path, diagnostics)
        {
            Uid = uid;
            IsDependency = true;
            if (context.Scope is Scope.User)
            {
                // Nobody asks more of it.
                _starters = [];
                _units =
                    IsBroken || uid is null || context.Scope != new Scope.User(uid.Value)
                        ? null
                        : PlanUser(definition, context);
                return;
            }

            Networks = definition.Networks;
            Ports = definition.Ports;
            SharedNames = [.. definition.Aliases, .. definition.Hostname?.Values ?? []];
            NetworkOf = definition.NetworkOf ?? definition.Pod;
            IsSharable = definition is { NetworkOf: null, Pod: null, IsNamespaceFirst: true };
            IsPod = definition.IsPod;
            IsJob = definition.IsJob;
            Dependencies = definition.Dependencies;
            _starters =
            [
                .. definition
                    .AutostartTargets.Concat(definition.PodThatStarts is { } pod ? [SystemUnits.Container(pod)] : [])
                    .Distinct(StringComparer.Ordinal),
            ];
            _timer = definition.HasTimer ? context.Units.Add(TimerUnit.Plan(definition)) : null;
            if (definition.Pod is { } member)
            {
                Note(member.Text, context);
            }

            if (IsBroken || uid is null)
            {
                return;
            }

            var planned = new PlannedContainer(definition, uid.Value);
            if (definition.IsPod)
            {
                _pod = planned;
            }
            else
            {
                _units = PlanSystem(planned, context);
            }
        }

        public override IEnumerable<UnitEntry> Units(PlanContext context)
        {
            if (context.Scope is Scope.User)
            {
                return IsBroken ? [] : _units ?? [];
            }

            var planned = _pod is null || IsBroken ? _units : PlanSystem(_pod, context);
            var linger =
                planned is not null && context.IsFirstOf(Uid!.Value) && context.Users.Find(Uid.Value) is { } user
                    ? context.Units.Add(LingerDropIn.Plan(user))
                    : null;
            var units =
                planned is null || IsBroken
                    ? [context.Units.Add(ContainerDropIn.Refuse(this, context.Installation.Helper))]
                    : planned;
            UnitEntry[] timer = _timer is null ? [] : [_timer];
            return linger is null
                ? [.. units, .. timer, .. Links(context)]
                : [linger, .. units, .. timer, .. Links(context)];
        }

        private void Note(string pod, PlanContext context)
        {
            if (!context.PodMembers.TryGetValue(pod, out var members))
            {
                context.PodMembers.Add(pod, members = []);
            }

            members.Add(this);
        }

        private static TextFile[] PlanSystem(PlannedContainer container, PlanContext context)
        {
            var (definition, installation) = (container.Definition, context.Installation);
            var unit = ContainerDropIn.Plan(container, installation.Supervisor, installation.Helper);
            var parts = new ContainerParts
            {
                Helper = [],
                Unit = unit.Unit,
                Service = unit.Service,
            };
            KeyTarget<ContainerDefinition, ContainerParts>.AddAll(definition.Settings, parts);
            if (definition.IsPod && context.PodMembers.TryGetValue(definition.Name.ToString(), out var members))
            {
                // As podman's pods have it: its containers find each other by name where they are.
                parts.Helper.AddRange(
                    members.Where(m => !m.IsBroken).Select(m => (HelperOptions.AddHost, $"{m.Name}:127.0.0.1"))
                );
            }

            var network = NetworkDropIn.Plan(container, parts.Helper, context.DefinedNetworks, installation.Helper);
            return
            [
                context.Units.Add(network),
                context.Units.Add(unit),
                .. definition.IsJob ? (TextFile[])[context.Units.Add(JobReference.Plan(definition.Name))] : [],
            ];
        }

        private static TextFile[] PlanUser(ContainerDefinition definition, PlanContext context)
        {
            var (units, installation) = (context.Units, context.Installation);
            var create = new CreateUnit(definition);
            var init = InitUnit.Plan(definition, installation.NamespaceHolder);
            var start = StartUnit.Plan(definition, installation.Supervisor);
            var parts = new ContainerParts
            {
                Create = create.Command,
                Processes = (definition.IsNamespaceFirst ? start : init).Service,
            };
            KeyTarget<ContainerDefinition, ContainerParts>.AddAll(definition.Settings, parts);
            return
            [
                units.Add(create.Finish(parts.OptionalFlags, installation.Supervisor)),
                units.Add(init),
                units.Add(start),
            ];
        }

        // Also of a broken definition: what is to start at boot is to fail at boot, where it is seen.
        private IEnumerable<UnitEntry> Links(PlanContext context) =>
            _starters.Select(target =>
                _timer is null
                    ? new UnitLink(
                        $"{target}.wants/{SystemUnits.Container(Name)}",
                        $"{context.Installation.Templates}/{SystemUnits.ContainerTemplate}"
                    )
                    : new UnitLink($"{target}.wants/{SystemUnits.Timer(Name)}", $"../{SystemUnits.Timer(Name)}")
            );
    }
}

/// <summary>A definition without errors, and its user's uid.</summary>
internal sealed record PlannedContainer(ContainerDefinition Definition, uint Uid);
