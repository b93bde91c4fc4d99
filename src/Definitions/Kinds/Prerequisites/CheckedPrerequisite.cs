// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Definitions.Kinds.Prerequisites;

/// <summary>What those that name it need of it.</summary>
internal sealed class CheckedPrerequisite : CheckedDefinition
{
    private readonly TextFile? _unit;

    public CheckedPrerequisite(Decoded<Prerequisite> decoded, uint? uid, PlanContext context)
        : base(decoded.Definition.Name, decoded.Definition.Path, decoded.Diagnostics)
    {
        var definition = decoded.Definition;
        Uid = uid;
        Unit = definition.Unit;
        Reference = definition.Reference;
        Fingerprint = definition.ImageDefinition is { } image
            ? FingerprintText.Of(new[] { definition.Fingerprint, image.Fingerprint }.Select(Encoding.ASCII.GetBytes))
            : definition.Fingerprint;
        MountedPaths = [.. definition.MountedPaths, .. definition.ImageDefinition?.MountedPaths ?? []];
        _unit =
            !IsBroken && uid is not null && context.Scope == new Scope.User(uid.Value)
                ? context.Units.Add(PrerequisiteUnit.Plan(definition))
                : null;
    }

    /// <summary>What makes it, in its user's service manager.</summary>
    public string Unit { get; }

    /// <summary>What podman calls it.</summary>
    public string Reference { get; }

    public string Fingerprint { get; }

    public IReadOnlyList<string> MountedPaths { get; }

    /// <summary>Only the user's manager has one: in the system's there is nothing to make.</summary>
    public override IEnumerable<UnitEntry> Units(PlanContext context) => _unit is null ? [] : [_unit];
}
