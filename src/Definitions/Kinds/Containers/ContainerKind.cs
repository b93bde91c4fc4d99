// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary><c>NAME.toml</c>: a container.</summary>
internal sealed class ContainerKind() : DefinitionKind(DefinitionPaths.Extension, ContainerKeys.All)
{
    public override CheckedDefinition Read(ContainerName name, DefinitionSource source, PlanContext context)
    {
        var container = ContainerDecoder.Decode(name, source, context.Users);
        var definition = container.Definition;
        var uid = definition.User is { } user ? context.Users.Find(user.Text) : null;
        OwnerRules.Check(definition.User, container.Diagnostics, context.Users);
        // Of a user whom only a directory service knows the groups are not known here; the network helper sees at the start.
        if (source.IsProtected && uid is > 0 && context.Users.Find(uid.Value) is { } owner)
        {
            AccessRules.Check(container.Diagnostics, source, owner, context.Groups);
        }

        if (uid is not null)
        {
            ContainerPrerequisites.Find(definition, uid.Value, context.Prerequisites, container.Diagnostics);
        }

        return new CheckedContainer(definition, container.Diagnostics, uid, context);
    }

    private sealed class CheckedContainer : CheckedDefinition
    {
        private readonly IReadOnlyList<string> _autostartTargets;

        /// <summary><see langword="null"/> when it has an error of its own, or is not for this manager.</summary>
        private readonly TextFile[]? _units;

        public CheckedContainer(
            ContainerDefinition definition,
            List<Diagnostic> diagnostics,
            uint? uid,
            PlanContext context
        )
            : base(definition.Name, definition.Path, diagnostics)
        {
            Uid = uid;
            Networks = definition.Networks;
            Ports = definition.Ports;
            SharedNames = [.. definition.Aliases, .. definition.Hostname?.Values ?? []];
            NetworkOf = definition.NetworkOf;
            IsSharable = definition is { NetworkOf: null, IsNamespaceFirst: true };
            IsDependency = true;
            Dependencies = definition.Dependencies;
            _autostartTargets = definition.AutostartTargets;
            _units =
                IsBroken || uid is null ? null
                : context.Scope is Scope.System ? PlanSystem(new PlannedContainer(definition, uid.Value), context)
                : context.Scope == new Scope.User(uid.Value) ? PlanUser(definition, context)
                : null;
        }

        public override IEnumerable<UnitEntry> Units(PlanContext context)
        {
            if (context.Scope is Scope.User)
            {
                return IsBroken ? [] : _units ?? [];
            }

            var linger =
                _units is not null && context.IsFirstOf(Uid!.Value) && context.Users.Find(Uid.Value) is { } user
                    ? context.Units.Add(LingerDropIn.Plan(user))
                    : null;
            var units =
                _units is null || IsBroken
                    ? [context.Units.Add(ContainerDropIn.Refuse(this, context.Installation.Helper))]
                    : _units;
            return linger is null ? [.. units, .. Links(context)] : [linger, .. units, .. Links(context)];
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
            var network = NetworkDropIn.Plan(container, parts.Helper, context.DefinedNetworks, installation.Helper);
            return [context.Units.Add(network), context.Units.Add(unit)];
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
            _autostartTargets.Select(target => new UnitLink(
                $"{target}.wants/{SystemUnits.Container(Name)}",
                $"{context.Installation.Templates}/{SystemUnits.ContainerTemplate}"
            ));
    }
}

/// <summary>A definition without errors, and its user's uid.</summary>
internal sealed record PlannedContainer(ContainerDefinition Definition, uint Uid);
