// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds;

/// <summary>
/// Checks of a definition against what else there is: users, other definitions. Of a template without a usable instance they leave out what
/// varies with the instance: whether that is there can only be said of an instance.
/// </summary>
/// <param name="diagnostics">The errors of the definition, of which those that follow may be forgotten.</param>
internal sealed class OutsideChecks(DefinitionSource source, List<Diagnostic> diagnostics)
{
    private readonly HashSet<SourcePosition> _varying = source.IsTemplate ? Specifiers.FindVarying(source) : [];
    private readonly int _before = diagnostics.Count;

    /// <summary>The uid of whose definition it is; <see langword="null"/> when it is not known.</summary>
    public uint? FindOwner(Setting? user, UserTable users)
    {
        if (user is null || _varying.Contains(user.Values[0].Position))
        {
            return null;
        }

        OwnerRules.Check(user, diagnostics, users);
        return users.Find(user.Text);
    }

    /// <summary>Takes back what was found since of values that vary.</summary>
    public void ForgetWhatVaries()
    {
        for (var i = diagnostics.Count - 1; i >= _before; i--)
        {
            if (_varying.Contains(diagnostics[i].Position))
            {
                diagnostics.RemoveAt(i);
            }
        }
    }
}
