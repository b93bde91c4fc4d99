// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Generator.Rules;

/// <summary>
/// Names for DNS: on one network a name leads to one container. Two of them would share it, and whoever writes another
/// container's name into an alias would get half of its traffic.
/// </summary>
internal static class NameRules
{
    public static void Check(IReadOnlyList<Decoded<ContainerDefinition>> containers)
    {
        // A container's own name comes before every alias, whichever file is read first.
        var owners = new Dictionary<(string Network, string Name), ContainerDefinition>();
        foreach (var container in containers)
        {
            foreach (var network in container.Definition.Networks)
            {
                owners.TryAdd((network.Attachment.Name, container.Definition.Name.ToString()), container.Definition);
            }
        }

        foreach (var container in containers)
        {
            var shared = (container.Definition.Settings["network_aliases"]?.Values ?? [])
                .Concat(container.Definition.Settings["hostname"]?.Values ?? [])
                .ToList();
            foreach (var (attachment, position) in container.Definition.Networks)
            {
                foreach (var alias in shared)
                {
                    Claim(attachment.Name, alias.Text, alias.Position);
                }

                foreach (var alias in attachment.Aliases)
                {
                    Claim(attachment.Name, alias, position);
                }
            }

            void Claim(string network, string name, SourcePosition position)
            {
                // DNS does not know upper case.
                var key = (network, name.ToLowerInvariant());
                if (!owners.TryAdd(key, container.Definition) && !ReferenceEquals(owners[key], container.Definition))
                {
                    var message =
                        $"name '{name}' on network '{network}' already belongs to '{owners[key].Name}' "
                        + $"({owners[key].Path})";
                    container.Diagnostics.Add(new Diagnostic(position, message));
                }
            }
        }
    }
}
