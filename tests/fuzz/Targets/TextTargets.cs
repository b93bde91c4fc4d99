// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using RootfulContainers.NetworkHelper;
using RootfulContainers.NetworkHelper.Names;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Platform.State;
using static RootfulContainers.Tests.Fuzz.Targets.AllTargets;

namespace RootfulContainers.Tests.Fuzz.Targets;

/// <summary>Files of the host, and command lines.</summary>
internal static class TextTargets
{
    private static readonly ContainerName Name = ContainerName.TryParse("web", out var name, out _) ? name : default;

    /// <summary>The host's containers.conf, resolv.conf and hosts.</summary>
    public static Target Files() =>
        Target.OfText(
            "files",
            text =>
            {
                var conf = new ContainersConf();
                conf.Merge(text);
                conf.Merge(text);
                _ = conf.NetavarkEnvironment;
                ToleratingFailures(() => conf.FindBinary("netavark"));
                CheckFiles([], text, text);
            },
            "[network]\nfirewall_driver = \"nftables\"\ndns_bind_port = 53\n[engine]\nhelper_binaries_dir = [\"/a\", {append = true}]\n",
            "search example.org\nnameserver 127.0.0.53\nnameserver 192.0.2.1\noptions edns0\n",
            "127.0.0.1 localhost\n192.0.2.1 host\n"
        );

    public static void CheckFiles(IReadOnlyList<NetworkStatus> networks, string hostResolvConf, string hostFile)
    {
        _ = ResolvConf.Render(networks, ["192.0.2.1"], [], ["ndots:1"], hostResolvConf);
        var hosts = HostsFile.Render(Name, "host", networks, [new("db", HostEntry.Gateway)], hostFile);
        Expect(hosts.Contains("localhost", StringComparison.Ordinal), "hosts without localhost");
    }

    /// <summary>One word of a command line in each line.</summary>
    public static Target Options() =>
        Target.OfText(
            "options",
            text =>
            {
                var options = new AttachCommandOptions();
                var command = new RootCommand();
                foreach (var option in options.All)
                {
                    command.Add(option);
                }

                command.SetAction(result => ToleratingFailures(() => CheckOptions(options, result)));
                var parsed = command.Parse(
                    text.Split('\n'),
                    new ParserConfiguration { ResponseFileTokenReplacer = null }
                );
                if (parsed.Errors.Count == 0)
                {
                    parsed.Invoke(
                        new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = TextWriter.Null }
                    );
                }
            },
            "--user=nobody\n--network=rootful0:ip=10.89.0.5,ip6=fd00::5,mac=02:00:00:00:00:05,interface_name=lan,alias=db,default_route=true,metric=5,x=y\n"
                + "--publish=[fd00::1]:8080-8081:80-81/tcp,udp\n--network-alias=www\n--dns=9.9.9.9\n--dns-search=example.org\n"
                + "--dns-option=ndots:1\n--add-host=db:[fd00::1]\n--hostname=web\n--address-key=key\n--definition=0123456789abcdef",
            "--user\nnobody\n--network\nrootful0\n--publish\n127.0.0.1::53/sctp\n--publish=80\n--add-host=h:host-gateway"
        );

    private static void CheckOptions(AttachCommandOptions options, ParseResult result)
    {
        try
        {
            var read = options.Read(result, Name);
            foreach (var network in read.Networks)
            {
                var again = NetworkAttachment.TryParse(network.ToString(), out var parsed, out _);
                Expect(again && network == parsed, $"{network} does not come back");
            }

            foreach (var port in read.Publish)
            {
                Expect(port.Count is > 0 and <= 65536 && port.Protocols.Count > 0, $"{port} is no port");
            }
        }
        catch (UsageException e)
        {
            Expect(e.Message.Length > 0, "wrong usage without a message");
        }
    }
}
