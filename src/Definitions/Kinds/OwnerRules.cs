// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds;

/// <summary>The owner of a container is a user of this machine, and not root.</summary>
internal static class OwnerRules
{
    public static void Check(Setting user, List<Diagnostic> diagnostics, UserTable users)
    {
        var message = users.Find(user.Text) switch
        {
            null => $"unknown user '{user.Text}'{Suggestion(user.Text, users)}: not in /etc/passwd; give the uid of a "
                + "user whom only a directory service knows",
            0 => $"user '{user.Text}' has uid 0; the container must not run as root",
            _ => null,
        };
        if (message is not null)
        {
            diagnostics.Add(new Diagnostic(user.Values[0].Position, message));
        }
    }

    private static string Suggestion(string name, UserTable users) => NearestName.Suggestion(name, users.Names);
}
