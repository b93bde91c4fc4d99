// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Definitions.Conflicts;

/// <summary>
/// Names for DNS: on one network a name leads to one container. Two of them would share it, and whoever writes another
/// container's name into an alias would get half of its traffic.
/// </summary>
internal static class NameRules
{
    public static void Check(IReadOnlyList<CheckedDefinition> definitions)
    {
        // A container's own name comes before every alias, whichever file is read first.
        var owners = new Dictionary<(string Network, string Name), CheckedDefinition>(definitions.Count);
        foreach (var container in definitions.Where(d => !d.IsBroken))
        {
            ClaimOwn(container);
        }

        foreach (var container in definitions)
        {
            ClaimOwn(container);
            foreach (var request in container.Networks)
            {
                var attachment = request.Attachment;
                foreach (var alias in container.SharedNames)
                {
                    Claim(attachment.Name, alias.Text, alias.Position);
                }

                for (var i = 0; i < attachment.Aliases.Count; i++)
                {
                    Claim(attachment.Name, attachment.Aliases[i], request.PositionOf("aliases", i));
                }
            }

            void Claim(string network, string name, SourcePosition position)
            {
                // DNS does not know upper case.
                var key = (network, name.ToLowerInvariant());
                if (!owners.TryAdd(key, container) && !ReferenceEquals(owners[key], container))
                {
                    var message =
                        $"name '{name}' on network '{network}' already belongs to '{owners[key].Name}' "
                        + $"({owners[key].Path})";
                    container.Diagnostics.Add(new Diagnostic(position, message));
                }
            }
        }

        void ClaimOwn(CheckedDefinition container)
        {
            foreach (var network in container.Networks)
            {
                owners.TryAdd((network.Attachment.Name, container.Name.ToString()), container);
            }
        }
    }
}
