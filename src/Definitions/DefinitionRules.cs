// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Conflicts;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Networks;

namespace RootfulContainers.Definitions;

/// <summary>
/// Mistakes that show only when definitions are seen together, or with the users of the machine. Of two definitions
/// that cannot both be right the one whose file name comes first stays: someone has to yield, and always the same.
/// </summary>
internal static class DefinitionRules
{
    /// <param name="complete">Whether these are all definitions, and not only those that a user may read.</param>
    public static void Check(
        IReadOnlyList<ContainerOutline> containers,
        IReadOnlyList<Decoded<NetworkDefinition>> networks,
        bool complete
    )
    {
        PortRules.Check(containers);
        AddressRules.Check(containers, networks);
        NameRules.Check(containers);
        DependencyRules.Check(containers, complete);
    }

    public static void CheckUser(Decoded<ContainerDefinition> container, UserTable users)
    {
        if (container.Definition.User is not { } user)
        {
            return;
        }

        var message = users.Find(user.Text) switch
        {
            null => $"unknown user '{user.Text}'{Suggestion(user.Text, users)}: not in /etc/passwd; give the uid of a "
                + "user whom only a directory service knows",
            0 => $"user '{user.Text}' has uid 0; the container must not run as root",
            _ => null,
        };
        if (message is not null)
        {
            container.Diagnostics.Add(new Diagnostic(user.Values[0].Position, message));
        }
    }

    private static string Suggestion(string name, UserTable users) =>
        NearestName.Find(name, users.Names) is { } near ? $" (did you mean '{near}'?)" : "";
}
