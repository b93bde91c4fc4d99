// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.NetworkHelper.Attachments;
using RootfulContainers.NetworkHelper.Networks;
using RootfulContainers.Platform.Containers;

namespace RootfulContainers.NetworkHelper;

/// <summary>The options of setup and reload, in podman's words.</summary>
internal sealed class AttachCommandOptions
{
    private const string ContainerMode = "container:";

    private readonly Option<string> _user = UserOption();
    private readonly Option<string[]> _networks = Many(
        HelperOptions.Network,
        "NETWORK[:OPT=VAL,...]",
        "network to attach to; OPT is ip, ip6, mac, interface_name, alias, default_route, metric, anti_spoof or an option of netavark"
    );
    private readonly Option<string?> _networkOf = One(
        HelperOptions.NetworkOf,
        "CONTAINER",
        "attached container of the same user whose network it shares, in place of networks"
    );
    private readonly Option<string[]> _publish = Many(
        HelperOptions.Publish,
        "PORT",
        "[[ip:][host[-end]]:]container[-end][/tcp|udp|sctp]"
    );
    private readonly Option<string[]> _aliases = Many(HelperOptions.NetworkAlias, "NAME", "DNS name on every network");
    private readonly Option<string[]> _dns = Many(HelperOptions.Dns, "ADDRESS", "upstream DNS server");
    private readonly Option<string[]> _dnsSearch = Many(HelperOptions.DnsSearch, "DOMAIN", "DNS search domain");
    private readonly Option<string[]> _dnsOptions = Many(HelperOptions.DnsOption, "OPTION", "option for resolv.conf");
    private readonly Option<string[]> _addHosts = Many(HelperOptions.AddHost, "HOST:IP", "entry for /etc/hosts");
    private readonly Option<string?> _hostname = One(HelperOptions.Hostname, "NAME", "the container's hostname");
    private readonly Option<string?> _addressKey = One(
        HelperOptions.AddressKey,
        "KEY",
        "what addresses derive from (NAME)"
    );
    private readonly Option<string?> _definition = One(
        HelperOptions.Definition,
        "FINGERPRINT",
        "set by the generated units"
    );
    private readonly Option<bool> _namespaceFirst = new(HelperOptions.NamespaceFirst)
    {
        Description = "set by the generated units",
    };
    private readonly Option<bool> _start = new(HelperOptions.Start) { Description = "set by the generated units" };
    private readonly Option<string[]> _networkDefinitions = Many(
        HelperOptions.NetworkDefinition,
        "NETWORK=FINGERPRINT",
        "set by the generated units"
    );
    private readonly Option<string[]> _limits = Many(
        HelperOptions.Limit,
        "CONTROLLER:SETTING",
        "set by the generated units"
    );

    public IEnumerable<Option> All =>
        [
            _user,
            _networks,
            _networkOf,
            _publish,
            _aliases,
            _dns,
            _dnsSearch,
            _dnsOptions,
            _addHosts,
            _hostname,
            _addressKey,
            _definition,
            _namespaceFirst,
            _start,
            _networkDefinitions,
            _limits,
        ];

    public static Option<string> UserOption() =>
        new(HelperOptions.User)
        {
            Description = "the container's user, by name or uid",
            HelpName = "USER",
            Required = true,
        };

    /// <exception cref="UsageException">A value cannot be.</exception>
    public AttachOptions Read(ParseResult result, ContainerName name)
    {
        CheckNetworks(result);
        return new(name, UserAccount.Find(result.GetRequiredValue(_user)))
        {
            Networks = ParseAll(result, _networks, ParseNetwork),
            NetworkOf = result.GetValue(_networkOf) is { } other ? ParseName(other) : null,
            DefinedNetworks = ParseAll(result, _networkDefinitions, ParseDefinition),
            Publish = CheckedCount(ParseAll(result, _publish, ParsePort)),
            Aliases = ParseAll(result, _aliases, v => Checked(v, NetworkAttachment.CheckAlias(v))),
            DnsServers = ParseAll(result, _dns, ParseAddress),
            DnsSearch = ParseAll(result, _dnsSearch, v => Checked(v, CheckWord(v))),
            DnsOptions = ParseAll(result, _dnsOptions, v => Checked(v, CheckWord(v))),
            AddHosts = ParseAll(result, _addHosts, ParseHost),
            Hostname = result.GetValue(_hostname) is { } host
                ? Checked(_hostname, host, NetworkAttachment.CheckAlias(host))
                : null,
            AddressKey = result.GetValue(_addressKey) is { } key
                ? Checked(_addressKey, key, CheckNotEmpty(key))
                : name.ToString(),
            Definition = result.GetValue(_definition),
            NamespaceFirst = result.GetValue(_namespaceFirst),
            Start = result.GetValue(_start),
            Command = result.GetValue(_definition) is null
                ? ""
                : AttachOptions.Fingerprint(Environment.GetCommandLineArgs()),
            Limits = ParseAll(result, _limits, ParseLimit),
        };
    }

    private void CheckNetworks(ParseResult result)
    {
        if (result.GetValue(_networkOf) is not { } other)
        {
            if (result.GetValue(_networks) is not { Length: > 0 })
            {
                throw new UsageException($"Option '{_networks.Name}' is required.");
            }

            return;
        }

        foreach (var option in (Option[])[_networks, _publish, _aliases, _addressKey])
        {
            if (result.GetResult(option) is { Implicit: false })
            {
                throw new UsageException(
                    $"{option.Name} cannot be given with {_networkOf.Name}: that belongs to {other}"
                );
            }
        }
    }

    private static Option<string[]> Many(string name, string value, string description) =>
        new(name)
        {
            Description = description,
            HelpName = value,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };

    private static Option<string?> One(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    private static List<T> ParseAll<T>(ParseResult result, Option<string[]> option, Func<string, T> parse)
    {
        var values = new List<T>();
        foreach (var text in result.GetValue(option) ?? [])
        {
            try
            {
                values.Add(parse(text));
            }
            catch (UsageException e)
            {
                throw new UsageException($"{option.Name}: {e.Message}");
            }
        }

        return values;
    }

    private static NetworkAttachment ParseNetwork(string text) =>
        text.StartsWith(ContainerMode, StringComparison.Ordinal)
            ? throw new UsageException(
                $"'{text}': to share another container's network give {HelperOptions.NetworkOf} {text[ContainerMode.Length..]} instead"
            )
        : ForeignWords.NetworkName(text) is { } foreign ? throw new UsageException(foreign)
        : NetworkAttachment.TryParse(text, out var network, out var error) ? network
        : throw new UsageException(error);

    private static ContainerName ParseName(string text) =>
        ContainerName.TryParse(text, out var name, out var error) ? name : throw new UsageException(error);

    private static DefinedNetwork ParseDefinition(string text) =>
        text.Split('=') is [var name, { Length: > 0 } fingerprint] && NetworkAttachment.CheckName(name) is null
            ? new DefinedNetwork(name, fingerprint)
            : throw new UsageException($"'{text}' is not NETWORK=FINGERPRINT");

    private static (string Controller, string Setting) ParseLimit(string text) =>
        text.Split(':') is [{ Length: > 0 } controller, { Length: > 0 } setting]
            ? (controller, setting)
            : throw new UsageException($"'{text}' is not CONTROLLER:SETTING");

    private static PublishedPort ParsePort(string text) =>
        PublishedPort.TryParse(text, out var port, out var error) ? port : throw new UsageException(error);

    private static List<PublishedPort> CheckedCount(List<PublishedPort> ports)
    {
        var count = ports.Sum(p => p.Count * p.Protocols.Count);
        return count <= PublishedPort.Most ? ports : throw new UsageException(PublishedPort.TooMany(count));
    }

    private static string ParseAddress(string text) =>
        AddressText.TryParse(text, out var address)
            ? address.ToString()
            : throw new UsageException($"'{text}' is not an IP address");

    private static HostEntry ParseHost(string text) =>
        HostEntry.TryParse(text, out var entry, out var error) ? entry : throw new UsageException(error);

    private static string Checked(string value, string? error) =>
        error is null ? value : throw new UsageException(error);

    private static string Checked(Option<string?> option, string value, string? error) =>
        error is null ? value : throw new UsageException($"{option.Name}: {error}");

    private static string? CheckNotEmpty(string value) => value.Length == 0 ? "must not be empty" : null;

    /// <summary>A line of resolv.conf separates by spaces.</summary>
    private static string? CheckWord(string value) =>
        value.Length == 0 || value.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            ? $"'{value}' must be one word"
            : null;
}
