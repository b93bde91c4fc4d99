// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Networks;

/// <summary><c>NAME.network.toml</c>: a rootful podman network.</summary>
internal sealed class NetworkKind()
    : DefinitionKind(".network" + DefinitionPaths.Extension, static () => NetworkKeys.All)
{
    public override string? CheckName(string name) => ForeignWords.NetworkMode(name);

    public override CheckedDefinition Read(ContainerName name, DefinitionSource source, PlanContext context)
    {
        var network = NetworkDecoder.Decode(name, source);
        TextFile? unit = null;
        if (context.Scope is Scope.System && !network.IsBroken)
        {
            unit = context.Units.Add(PodmanNetworkUnit.Plan(network.Definition, context.Installation.Helper));
            context.DefinedNetworks.Add(name.ToString(), PodmanNetworkUnit.Fingerprint(network.Definition));
        }

        return new CheckedNetwork(network, unit);
    }

    public override CheckedDefinition Fail(
        ContainerName name,
        DefinitionSource source,
        PlanContext context,
        Exception failure
    ) => new FailedDefinition(name, source, failure) { Subnets = [], Refuse = PodmanNetworkUnit.Refuse };

    private sealed class CheckedNetwork : CheckedDefinition
    {
        private readonly TextFile? _unit;

        public CheckedNetwork(Decoded<NetworkDefinition> network, TextFile? unit)
            : base(network.Definition.Name, network.Definition.Path, network.Diagnostics)
        {
            Subnets = network.Definition.Subnets;
            _unit = unit;
        }

        public override IEnumerable<UnitEntry> Units(PlanContext context) =>
            context.Scope is Scope.User ? []
            : _unit is not null && !IsBroken ? [_unit]
            : [context.Units.Add(PodmanNetworkUnit.Refuse(this, context.Installation.Helper))];
    }
}
