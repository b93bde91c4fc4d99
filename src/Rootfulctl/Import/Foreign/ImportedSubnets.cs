// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>The subnets of a network, whose gateways and ranges stand in lists of their own in the same order.</summary>
internal sealed class ImportedSubnets(ImportedDefinition definition)
{
    private readonly List<string> _subnets = [];
    private readonly List<string> _gateways = [];
    private readonly List<string> _ranges = [];

    public void Subnet(string value) => Add(_subnets, value, ValueChecks.Subnet(value));

    public void Gateway(string value) => Add(_gateways, value, ValueChecks.Address(value));

    public void Range(string value) => Add(_ranges, value, ValueChecks.LeaseRange(value));

    public void Finish()
    {
        if (_gateways.Count + _ranges.Count == 0)
        {
            foreach (var subnet in _subnets)
            {
                definition.Write("subnets", subnet);
            }

            return;
        }

        if (_subnets.Count < Math.Max(_gateways.Count, _ranges.Count))
        {
            definition.Draft.Lose("a gateway or a range needs a subnet");
        }

        for (var i = 0; i < _subnets.Count; i++)
        {
            var index = i;
            definition.Draft.AddTable(
                "subnet",
                new (string Key, string? Value)[]
                {
                    ("prefix", _subnets[i]),
                    ("gateway", _gateways.ElementAtOrDefault(index)),
                    ("lease_range", _ranges.ElementAtOrDefault(index)),
                }
                    .Where(e => e.Value is not null)
                    .Select(e => (e.Key, TomlText.Quoted(e.Value!))),
                []
            );
        }
    }

    private void Add(List<string> values, string value, string? error)
    {
        if (error is not null)
        {
            definition.Draft.Lose(error);
        }
        else
        {
            values.Add(value);
        }
    }
}
