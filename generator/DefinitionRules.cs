// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Configuration;

namespace RootfulContainers.Generator;

/// <summary>Mistakes that show only when definitions are seen together, and with the users of the machine.</summary>
internal static class DefinitionRules
{
    public static void Check(IReadOnlyList<Decoded<ContainerDefinition>> containers, UserTable users)
    {
        foreach (var container in containers)
        {
            CheckUser(container, users);
        }
    }

    private static void CheckUser(Decoded<ContainerDefinition> container, UserTable users)
    {
        if (container.Definition.User is not { } user)
        {
            return;
        }

        var message = users.Find(user.Text) switch
        {
            null =>
                $"unknown user '{user.Text}'{Suggestion(user.Text, users)}: not in /etc/passwd; a user who is known "
                    + "elsewhere must be given by uid",
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
