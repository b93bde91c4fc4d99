// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>The subnets of a network, whose gateways and ranges may stand in lists of their own in the same order.</summary>
internal sealed class ImportedSubnets(ImportedDefinition definition)
{
    private readonly List<Row> _rows = [];
    private int _first;

    private Draft Draft => definition.Draft;

    /// <summary>What comes belongs to none of the subnets so far.</summary>
    public void Begin() => _first = _rows.Count;

    public void Subnet(string value) => Add(Part.Subnet, value, ValueChecks.Subnet(Draft.Example(value)));

    public void Gateway(string value) => Add(Part.Gateway, value, ValueChecks.Address(Draft.Example(value)));

    public void Range(string value) => Add(Part.Range, value, ValueChecks.LeaseRange(Draft.Example(value)));

    public void Finish()
    {
        var isTable = _rows.Exists(r => r.Values.Count > 1);
        foreach (var row in _rows)
        {
            if (!row.Values.TryGetValue(Part.Subnet, out var subnet))
            {
                foreach (var (place, _) in row.Values.Values)
                {
                    Draft.Resume(place);
                    Draft.Lose("a gateway or a range needs a subnet");
                }
            }
            else if (isTable)
            {
                Draft.Resume(subnet.Place);
                AddTable(row, subnet.Value);
            }
            else
            {
                Draft.Resume(subnet.Place);
                definition.Write("subnets", subnet.Value);
            }
        }
    }

    private void AddTable(Row row, string subnet)
    {
        var entries = new List<(string Key, string Value)> { ("prefix", subnet) };
        if (row.Values.TryGetValue(Part.Gateway, out var gateway))
        {
            entries.Add(("gateway", gateway.Value));
        }

        if (row.Values.TryGetValue(Part.Range, out var range))
        {
            Draft.Resume(range.Place);
            if (LeaseRange(range.Value, subnet, gateway.Value) is { } rest)
            {
                entries.Add(("lease_range", rest));
            }
        }

        Draft.AddTable("subnet", entries.Select(e => (e.Key, TomlText.Quoted(e.Value))), Draft.TakeComments());
    }

    /// <summary>Here it is what containers of definitions do not get.</summary>
    private string? LeaseRange(string range, string subnet, string? gateway)
    {
        if (((string?[])[range, subnet, gateway]).Any(v => v is not null && Draft.Example(v) != v))
        {
            Draft.Lose("lease_range would be the rest of the subnet, which is another one in each instance");
            return null;
        }

        switch (AddressRange.Beside(range, IPNetwork.Parse(subnet), gateway is null ? null : IPAddress.Parse(gateway)))
        {
            case null:
                Draft.Lose($"it is not in the subnet {subnet}");
                return null;
            case []:
                Draft.Imply("it is all that the subnet has");
                return null;
            case [var rest]:
                Draft.Remark(
                    "lease_range is the rest of the subnet: rootful podman gives it out, and definitions do not"
                );
                return rest;
            default:
                Draft.Lose(
                    "addresses are taken from what one lease_range leaves, and the rest of the subnet is two; give each container its own, as by ipv4 in a [[network]]"
                );
                return null;
        }
    }

    private void Add(Part part, string value, string? error)
    {
        // One that is wrong takes its place in the list as well.
        var row = _rows.Skip(_first).FirstOrDefault(r => r.Known.Add(part));
        if (row is null)
        {
            row = new Row { Known = { part } };
            _rows.Add(row);
        }

        if (error is not null)
        {
            Draft.Lose(error);
        }
        else
        {
            row.Values[part] = (Draft.Place, value);
        }
    }

    private enum Part
    {
        Subnet,
        Gateway,
        Range,
    }

    private sealed class Row
    {
        public HashSet<Part> Known { get; } = [];

        public Dictionary<Part, (DraftPlace Place, string Value)> Values { get; } = [];
    }
}
