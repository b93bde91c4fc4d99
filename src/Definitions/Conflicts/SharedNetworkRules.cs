// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Conflicts;

/// <summary>
/// Whose network namespace a container shares is another one of the same user, which has one that can be shared; and the pod it is in is one.
/// </summary>
internal static class SharedNetworkRules
{
    public static void Check(IReadOnlyList<CheckedDefinition> definitions)
    {
        CheckInfra(definitions);
        Dictionary<string, CheckedDefinition>? byName = null;
        foreach (var definition in definitions)
        {
            if (definition.NetworkOf is { } setting)
            {
                byName ??= definitions
                    .Where(d => d.IsDependency)
                    .ToDictionary(d => d.Name.ToString(), StringComparer.Ordinal);
                if (Find(definition, setting, byName) is { } error)
                {
                    definition.Diagnostics.Add(new Diagnostic(setting.Position, $"'{setting.Key.Path}': {error}"));
                }
            }
        }
    }

    private static void CheckInfra(IReadOnlyList<CheckedDefinition> definitions)
    {
        var infra = definitions
            .Where(d => d.IsPod)
            .ToDictionary(d => d.Name + UserUnits.InfraSuffix, StringComparer.Ordinal);
        foreach (var definition in infra.Count > 0 ? definitions : [])
        {
            if (definition.IsDependency && infra.TryGetValue($"{definition.Name}", out var pod))
            {
                definition.Diagnostics.Add(
                    new Diagnostic(
                        SourcePosition.WholeFile(definition.Path),
                        $"'{definition.Name}' is what podman calls the own container of pod '{pod.Name}' ({pod.Path})"
                    )
                );
            }
        }
    }

    private static string? Find(
        CheckedDefinition definition,
        Setting setting,
        Dictionary<string, CheckedDefinition> byName
    )
    {
        var (name, isPod) = (setting.Text, setting.Key.Path == "pod");
        return !byName.TryGetValue(name, out var owner)
                ? $"no {(isPod ? "pod" : "definition")} '{name}'{NearestName.Suggestion(name, byName.Where(d => !isPod || d.Value.IsPod).Select(d => d.Key))}"
            : isPod && !owner.IsPod ? $"'{name}' is a container, not a pod; a pod is defined in {name}.pod.toml"
            : owner == definition ? null
            : owner.NetworkOf is { } other
                ? $"'{name}' shares the network of '{other.Text}' itself; write \"{other.Text}\""
            : owner.Uid is { } uid && definition.Uid is { } own && uid != own
                ? $"'{name}' is another user's; only containers of one user can share a network namespace"
            : owner.IsJob ? $"'{name}' is a job, whose network goes when it has ended"
            // Without this the start would only say that a dependency failed.
            : owner.IsBroken ? $"its definition has an error: {Diagnostic.InOrder(owner.Diagnostics)[0]}"
            : !owner.IsSharable
                ? $"'{name}' makes its network namespace with the container; it can be shared with network_namespace = \"first\" there"
            : null;
    }
}
