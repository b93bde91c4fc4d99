// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Conflicts;

/// <summary>Whose network namespace a container shares is another one of the same user, which has one that can be shared.</summary>
internal static class SharedNetworkRules
{
    public static void Check(IReadOnlyList<CheckedDefinition> definitions)
    {
        Dictionary<string, CheckedDefinition>? byName = null;
        foreach (var definition in definitions)
        {
            if (definition.NetworkOf is { } setting)
            {
                byName ??= definitions
                    .Where(d => d.IsDependency)
                    .ToDictionary(d => d.Name.ToString(), StringComparer.Ordinal);
                if (Find(definition, setting.Text, byName) is { } error)
                {
                    definition.Diagnostics.Add(new Diagnostic(setting.Position, $"'network_of': {error}"));
                }
            }
        }
    }

    private static string? Find(
        CheckedDefinition definition,
        string name,
        Dictionary<string, CheckedDefinition> byName
    ) =>
        !byName.TryGetValue(name, out var owner) ? $"no definition '{name}'{NearestName.Suggestion(name, byName.Keys)}"
        : owner == definition ? null
        : owner.NetworkOf is { } other ? $"'{name}' shares the network of '{other.Text}' itself; write \"{other.Text}\""
        : owner.Uid is { } uid && definition.Uid is { } own && uid != own
            ? $"'{name}' is another user's; only containers of one user can share a network namespace"
        : owner.IsJob ? $"'{name}' is a job, whose network goes when it has ended"
        : owner is { IsSharable: false, IsBroken: false }
            ? $"'{name}' makes its network namespace with the container; it can be shared with network_namespace = \"first\" there"
        : null;
}
