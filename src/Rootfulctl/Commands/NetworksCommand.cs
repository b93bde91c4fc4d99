// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Rootfulctl.Holders;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>networks</c>: the networks of rootful podman, and who has which address of one.</summary>
internal static class NetworksCommand
{
    private sealed record Row(Network Network, int Containers, int Leases, IReadOnlyList<string> Free);

    private static readonly Column<Row>[] Columns =
    [
        new("name", static n => n.Network.Name),
        new("driver", static n => n.Network.Driver),
        new("interface", static n => n.Network.Bridge),
        new("subnets", static n => string.Join(", ", n.Network.Subnets.Select(s => s.Range)), Shrinks: true),
        new("containers", static n => n.Containers.ToString(CultureInfo.InvariantCulture)),
        new("leases", static n => n.Leases.ToString(CultureInfo.InvariantCulture)),
        new("free", static n => string.Join(", ", n.Free))
        {
            Tone = static n => n.Free.Contains("0", StringComparer.Ordinal) ? Tone.Bad : Tone.Plain,
        },
    ];

    private static readonly Column<HeldAddress>[] AddressColumns =
    [
        new("address", static a => a.Address.ToString()),
        new("mac", static a => a.Mac),
        new("container", static a => a.Holder.IsContainer ? a.Holder.Name : "", Shrinks: true),
        new("user", static a => a.Holder.User ?? ""),
        new("reason", static a => a.Kind) { Tone = static a => a.IsLeased ? Tone.Plain : Tone.Faint },
    ];

    public static Command Create()
    {
        var name = new Argument<string?>("NETWORK")
        {
            Description = "network whose addresses are listed",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("networks", "List the networks, or who has the addresses of one") { name };
        var output = OutputOptions.AddTo(command);
        command.Run(result =>
        {
            var census = Census.Take();
            if (result.GetValue(name) is { } chosen)
            {
                var network =
                    census.Networks.FirstOrDefault(n => n.Name == chosen)
                    ?? throw new HostException($"there is no network '{chosen}'");
                output.Print(result, census.Addresses(network), AddressColumns, Write);
            }
            else
            {
                output.Print(result, [.. census.Networks.Select(n => Of(census, n))], Columns, Write);
            }

            CommandRun.SayAll(census.Gaps);
            return 0;
        });
        return command;
    }

    private static Row Of(Census census, Network network)
    {
        var addresses = census.Addresses(network);
        return new Row(
            network,
            census.Members(network, addresses).Count(),
            addresses.Count(a => a.IsLeased),
            network.ChoosesAddresses ? [.. network.Subnets.Select(s => Free(network, s, addresses))] : []
        );
    }

    private static string Free(
        Network network,
        Platform.Networks.NetworkSubnet subnet,
        IEnumerable<HeldAddress> addresses
    )
    {
        var free = new AddressPool(network.Name, subnet.Range, subnet.Gateway, subnet.LeaseStart, subnet.LeaseEnd).Free(
            addresses.Select(a => a.Address)
        );
        const int LargestCounted = 1 << 20;
        // Nobody counts those of IPv6.
        return free <= LargestCounted
            ? free.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"2^{Math.Round(Math.Log2((double)free))}");
    }

    private static void Write(Utf8JsonWriter json, Row row)
    {
        json.WriteString("name", row.Network.Name);
        json.WriteString("driver", row.Network.Driver);
        json.WriteString("interface", row.Network.Bridge);
        json.WriteTexts("subnets", row.Network.Subnets.Select(s => s.Range.ToString()));
        json.WriteNumber("containers", row.Containers);
        json.WriteNumber("leases", row.Leases);
        json.WriteTexts("free", row.Free);
    }

    private static void Write(Utf8JsonWriter json, HeldAddress address)
    {
        json.WriteString("address", address.Address.ToString());
        json.WriteString("mac", address.Mac.Length > 0 ? address.Mac : null);
        PortsCommand.WriteHolder(json, address.Holder);
        json.WriteString("reason", address.Kind);
    }
}
