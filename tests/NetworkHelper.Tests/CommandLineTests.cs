// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper;
using Xunit;

namespace RootfulContainers.Tests;

/// <summary>The standard streams belong to the whole process, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(CommandLineTests), DisableParallelization = true)]
public sealed class StandardStreams;

[Collection(nameof(CommandLineTests))]
public class CommandLineTests
{
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private const int NotConfigured = 6;
    private const int BrokenConfiguration = 78;

    [Theory]
    [InlineData("")]
    [InlineData("attach web")]
    [InlineData("setup")]
    [InlineData("setup web")]
    [InlineData("setup web --user 65534")]
    [InlineData("setup web --network n")]
    [InlineData("setup web db --user 65534 --network n")]
    [InlineData("setup web --user 65534 --user 65533 --network n")]
    [InlineData("setup web --user 65534 --network n --publish")]
    [InlineData("setup web --user 65534 --network n --net m")]
    [InlineData("teardown")]
    [InlineData("teardown web --force")]
    [InlineData("run web")]
    [InlineData("refuse")]
    [InlineData("create-network")]
    [InlineData("create-network n")]
    [InlineData("create-network n --definition")]
    [InlineData("create-network n --definition 0 --global-arg")]
    [InlineData("remove-network")]
    [InlineData("remove-network n m")]
    [InlineData("remove-network n --force")]
    public void Words_that_make_no_command_are_wrong_usage(string arguments)
    {
        var (status, errors, _) = Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(WrongUsage, status);
        Assert.NotEmpty(errors);
        Assert.All(errors, line => Assert.StartsWith("network-helper: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Web", "name 'Web' must start with one of a-z 0-9")]
    [InlineData("", "a name must not be empty")]
    [InlineData("../web", "name '../web' must start with one of a-z 0-9")]
    [InlineData("web/../db", "name 'web/../db' may hold only a-z 0-9 _ . -")]
    [InlineData("we b", "name 'we b' may hold only a-z 0-9 _ . -")]
    public void A_name_that_no_container_can_have_is_wrong_usage_for_every_command(string name, string expected)
    {
        string[][] commands =
        [
            ["setup", name, "--user=65534", "--network=n"],
            ["reload", name, "--user=65534", "--network=n"],
            ["teardown", name],
            ["refuse", name],
        ];
        foreach (var command in commands)
        {
            Assert.Equal((WrongUsage, expected), RunForOneError(command));
        }
    }

    [Theory]
    [InlineData("create-network", "../n", "--definition=0")]
    [InlineData("remove-network", "../n")]
    public void A_name_that_no_network_can_have_is_wrong_usage(params string[] command) =>
        Assert.Equal(
            (WrongUsage, "network name '../n' must match [a-zA-Z0-9][a-zA-Z0-9_.-]*"),
            RunForOneError(command)
        );

    [Theory]
    [InlineData("--network=a/b", "--network: network name 'a/b' must match [a-zA-Z0-9][a-zA-Z0-9_.-]*")]
    [InlineData("--network=../n", "--network: network name '../n' must match [a-zA-Z0-9][a-zA-Z0-9_.-]*")]
    [InlineData(
        "--network=host",
        "--network: 'host': a container cannot use the host's own network; publish its ports, or put it on a macvlan network"
    )]
    [InlineData(
        "--network=none",
        "--network: 'none': a container is always on a network; one with internal = true leads nowhere else"
    )]
    [InlineData(
        "--network=pasta:-t,80",
        "--network: 'pasta' is no network but a mode of podman's, which root's networks take the place of"
    )]
    [InlineData(
        "--network=container:web",
        "--network: 'container:web': to share another container's network give --network-of web instead"
    )]
    [InlineData("--network-of=db", "--network cannot be given with --network-of: that belongs to db")]
    [InlineData("--network-of=Db", "--network cannot be given with --network-of: that belongs to Db")]
    [InlineData("--network=n:ip", "--network: network 'n': 'ip' is not KEY=VALUE")]
    [InlineData("--network=n:ip=1", "--network: network 'n': '1' is not an IP address")]
    [InlineData("--network=n:ip6=10.0.0.1", "--network: network 'n': '10.0.0.1' is not an IPv6 address")]
    [InlineData(
        "--network=n:mac=ff:ff:ff:ff:ff:ff",
        "--network: network 'n': 'ff:ff:ff:ff:ff:ff' is not a unicast MAC address like 02:00:5e:10:00:01"
    )]
    [InlineData(
        "--network=n:interface_name=a/b",
        "--network: network 'n': 'a/b' is not an interface name (1 to 15 characters, no space, '/', ':', '%' or ',')"
    )]
    [InlineData(
        "--network=n:alias=a b",
        "--network: network 'n': 'a b' is not a name for DNS (letters, digits, '_', '.', '-', at most 253)"
    )]
    [InlineData("--network=n:default_route=yes", "--network: network 'n': default_route=yes: expected true or false")]
    [InlineData("--network=n:metric=-1", "--network: network 'n': metric=-1: expected a whole number")]
    [InlineData(
        "--publish=0:80",
        "--publish: published port '0:80': '0' is not a port or range of ports (1 to 65535); expected [[ip:][host[-end]]:]container[-end][/tcp|udp|sctp]"
    )]
    [InlineData(
        "--publish=80/icmp",
        "--publish: published port '80/icmp': unknown protocol 'icmp'; expected [[ip:][host[-end]]:]container[-end][/tcp|udp|sctp]"
    )]
    [InlineData(
        "--publish=1-2:1-3",
        "--publish: published port '1-2:1-3': 2 host ports for 3 container ports; expected [[ip:][host[-end]]:]container[-end][/tcp|udp|sctp]"
    )]
    [InlineData(
        "--publish=::1:80:80",
        "--publish: published port '::1:80:80': too many ':' (an IPv6 address goes in brackets); expected [[ip:][host[-end]]:]container[-end][/tcp|udp|sctp]"
    )]
    [InlineData(
        "--network-alias=a,b",
        "--network-alias: 'a,b' is not a name for DNS (letters, digits, '_', '.', '-', at most 253)"
    )]
    [InlineData(
        "--network-alias=@/etc/hostname",
        "--network-alias: '@/etc/hostname' is not a name for DNS (letters, digits, '_', '.', '-', at most 253)"
    )]
    [InlineData("--dns=resolver", "--dns: 'resolver' is not an IP address")]
    [InlineData("--dns=1", "--dns: '1' is not an IP address")]
    [InlineData("--dns=fe80::1%eth0", "--dns: 'fe80::1%eth0' is not an IP address")]
    [InlineData("--dns-search=a b", "--dns-search: 'a b' must be one word")]
    [InlineData("--dns-option=ndots:2\tx", @"--dns-option: 'ndots:2\u0009x' must be one word")]
    [InlineData("--limit=io", "--limit: 'io' is not CONTROLLER:SETTING")]
    [InlineData("--network-definition=n", "--network-definition: 'n' is not NETWORK=FINGERPRINT")]
    [InlineData("--network-definition=n=", "--network-definition: 'n=' is not NETWORK=FINGERPRINT")]
    [InlineData("--network-definition=../n=0", "--network-definition: '../n=0' is not NETWORK=FINGERPRINT")]
    [InlineData("--add-host=db", "--add-host: 'db' is not HOST:ADDRESS; ADDRESS may be host-gateway")]
    [InlineData("--add-host=db:1", "--add-host: 'db:1' is not HOST:ADDRESS; ADDRESS may be host-gateway")]
    [InlineData(
        "--hostname=a b",
        "--hostname: 'a b' is not a name for DNS (letters, digits, '_', '.', '-', at most 253)"
    )]
    public void A_wrong_value_is_wrong_usage_and_one_line_says_of_what(string option, string expected)
    {
        string[] network = option.StartsWith("--network=", StringComparison.Ordinal) ? [] : ["--network=n"];

        Assert.Equal((WrongUsage, expected), RunForOneError(["setup", "web", "--user=65534", .. network, option]));
        Assert.Equal((WrongUsage, expected), RunForOneError(["reload", "web", "--user=65534", .. network, option]));
    }

    [Theory]
    [InlineData("--network", "--network: a network name must not be empty")]
    [InlineData("--dns-search", "--dns-search: '' must be one word")]
    [InlineData("--address-key", "--address-key: must not be empty")]
    public void An_empty_value_is_a_wrong_one(string option, string expected) =>
        Assert.Equal((WrongUsage, expected), RunForOneError("setup", "web", "--user=65534", "--network=n", option, ""));

    [Theory]
    [InlineData("no-such-user", "there is no user 'no-such-user' on this host")]
    [InlineData("4294967294", "there is no user '4294967294' on this host")]
    [InlineData("-1", "there is no user '-1' on this host")]
    [InlineData("root", "the container's user must not be root: rootful containers need no helper")]
    [InlineData("0", "the container's user must not be root: rootful containers need no helper")]
    public void A_user_who_cannot_own_the_container_is_an_error(string user, string expected)
    {
        Assert.Equal((Failed, expected), RunForOneError("setup", "web", $"--user={user}", "--network=n"));
    }

    [Fact]
    public void A_name_without_a_definition_is_refused_with_its_place() =>
        Assert.Equal(
            (NotConfigured, "no definition: /etc/rootful-containers.d/web.toml"),
            RunForOneError("refuse", "web")
        );

    [Fact]
    public void The_mistakes_of_a_definition_are_said_one_a_line_as_they_are()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("a"), "x y z");
        string[] messages = ["/etc/x.toml:3:1: unknown key 'imgae'", $"@{directory.File("a")}", "\u00e4 % \\ 'q'"];

        var (status, errors, output) = Run(["refuse", "web", .. messages]);

        Assert.Equal(BrokenConfiguration, status);
        Assert.Equal(messages.Select(m => $"network-helper: {m}"), errors);
        Assert.Empty(output);
    }

    [Fact]
    public void Tearing_down_what_is_not_there_is_done_at_once()
    {
        var (status, errors, output) = Run(["teardown", "no-such-container"]);

        Assert.Equal(0, status);
        Assert.Empty(errors);
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("--help", "setup")]
    [InlineData("setup --help", "--network <NETWORK[:OPT=VAL,...]>")]
    [InlineData("--version", "0.")]
    public void Help_and_version_are_for_standard_output(string arguments, string expected)
    {
        var (status, errors, output) = Run(arguments.Split(' '));

        Assert.Equal(0, status);
        Assert.Empty(errors);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    private static (int Status, string Error) RunForOneError(params string[] arguments)
    {
        var (status, errors, output) = Run(arguments);
        Assert.Empty(output);
        const string Program = "network-helper: ";
        var line = Assert.Single(errors);
        Assert.StartsWith(Program, line, StringComparison.Ordinal);
        return (status, line[Program.Length..]);
    }

    private static (int Status, string[] Errors, string Output) Run(string[] arguments)
    {
        // A test run of a systemd service has its standard error in the journal, where the messages would go.
        Environment.SetEnvironmentVariable("JOURNAL_STREAM", null);
        var output = Console.Out;
        var errors = new List<string>();
        using var text = new StringWriter();
        Console.SetOut(text);
        try
        {
            var status = new CommandLine(errors.Add).Run(arguments);
            return (status, [.. errors], text.ToString());
        }
        finally
        {
            Console.SetOut(output);
        }
    }
}
