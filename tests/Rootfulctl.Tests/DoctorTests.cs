// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Net.Sockets;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Firewall;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Rootfulctl.Commands;
using RootfulContainers.Rootfulctl.Doctor;
using RootfulContainers.Rootfulctl.Doctor.Containers;
using RootfulContainers.Rootfulctl.Doctor.Host;
using RootfulContainers.Rootfulctl.Users;
using Xunit;

namespace RootfulContainers.Tests;

public class DoctorTests
{
    [Fact]
    public void Each_check_has_a_name_of_its_own() =>
        Assert.Equal(Checks.All.Count, Checks.All.Select(c => c.Id).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void Sockets_that_listen_are_read_as_the_kernel_shows_them()
    {
        const string Tcp = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
               1: 07020A0A:0050 0A020A0A:E1B2 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0
            """;
        const string Udp6 = """
              sl  local_address                         remote_address                        st tx_queue
               0: 00000000000000000000000000000000:0035 00000000000000000000000000000000:0000 07 00000000:00000000
               1: B80D0120020000000000000001000000:0035 00000000000000000000000000000000:0000 01 00000000:00000000
            """;

        Assert.Equal([IPEndPoint.Parse("127.0.0.1:8080")], SocketTable.Parse(Tcp, isUdp: false));
        Assert.Equal([IPEndPoint.Parse("[::]:53")], SocketTable.Parse(Udp6, isUdp: true));
        Assert.Empty(SocketTable.Parse("", isUdp: true));
    }

    [Theory]
    [InlineData("0.0.0.0:80", "10.89.0.7", true)]
    [InlineData("0.0.0.0:80", "fd00::7", false)]
    [InlineData("[::]:80", "10.89.0.7", true)]
    [InlineData("[::]:80", "fd00::7", true)]
    [InlineData("127.0.0.1:80", "10.89.0.7", false)]
    [InlineData("10.89.0.7:80", "10.89.0.7", true)]
    [InlineData("[::ffff:10.89.0.7]:80", "10.89.0.7", true)]
    public void A_socket_answers_at_the_addresses_it_is_bound_to(string socket, string address, bool answers) =>
        Assert.Equal(answers, SocketTable.Answers(IPEndPoint.Parse(socket), IPAddress.Parse(address)));

    [Theory]
    [InlineData("podman version 5.4.2", "5.4.2")]
    [InlineData("netavark 2.0.0-rc1", "2.0.0")]
    [InlineData("systemd 257 (257.13-1~deb13u1)\n+PAM", "257.0.0")]
    [InlineData("no number", null)]
    public void A_version_is_what_a_program_says(string text, string? version) =>
        Assert.Equal(version is null ? null : Version.Parse(version), ProgramNumber.Parse(text));

    [Theory]
    [InlineData("1.15.9", 0)]
    [InlineData("1.16.0", 1)]
    [InlineData("1.17.0", 1)]
    [InlineData("1.17.1", 0)]
    public void A_flaw_is_in_the_versions_between(string version, int count) =>
        Assert.Equal(count, Vulnerabilities.Of("aardvark-dns", Version.Parse(version)).Count());

    [Fact]
    public void Subordinate_ids_are_read_past_what_is_none()
    {
        var ranges = SubordinateIds.Parse("test:100000:65536\n# nobody:1:1\nother:165536:65536\nbroken:x:1\n");

        Assert.Equal(2, ranges.Count);
        Assert.False(ranges[0].Overlaps(ranges[1]));
        Assert.True(ranges[0].Overlaps(new IdRange("third", 165535, 1)));
    }

    [Fact]
    public void Bind_mounts_are_those_of_the_host_whose_owner_stays() =>
        Assert.Equal(
            [
                new BindMount("/srv/data", IsReadOnly: false),
                new BindMount("/etc/web", IsReadOnly: true),
                new BindMount("/srv/more", IsReadOnly: true),
            ],
            BindMount.Of(
                ["/srv/data:/data", "/etc/web:/etc/web:Z,ro", "named:/volume", "/anonymous", "/srv/own:/own:U"],
                ["type=bind,source=/srv/more,destination=/more,readonly", "type=tmpfs,destination=/tmp"]
            )
        );

    [Theory]
    [InlineData(
        "Docker",
        false,
        "iptables -I DOCKER-USER -i podman+ -j ACCEPT && iptables -I DOCKER-USER -o podman+ -j ACCEPT"
    )]
    [InlineData("ufw", false, "ufw route allow in on podman1 && ufw route allow out on podman1")]
    [InlineData("ufw", true, "ufw allow in on podman1 to any port 53")]
    [InlineData(
        null,
        false,
        "nft insert rule ip filter FORWARD iifname '\"podman*\"' accept && nft insert rule ip filter FORWARD oifname '\"podman*\"' accept"
    )]
    public void A_policy_is_mended_in_the_words_of_its_author(string? author, bool input, string command)
    {
        var chain = new BaseChain(
            Nftables.NFPROTO_IPV4,
            "filter",
            "FORWARD",
            input ? Nftables.NF_INET_LOCAL_IN : Nftables.NF_INET_FORWARD,
            Drops: true
        );

        Assert.Equal(command, Policies.Remedy(new DroppingPolicy(chain, ["podman1"], author)));
    }

    [Theory]
    [InlineData("docker.io/library/caddy:2", "docker.io/library/caddy:2")]
    [InlineData("/srv/it's here", @"'/srv/it'\''s here'")]
    [InlineData("", "''")]
    public void A_word_of_a_command_is_one_word(string text, string word) => Assert.Equal(word, ShellWord.Of(text));

    [Fact]
    public void An_interface_with_a_dot_in_its_name_is_mended_by_a_path() =>
        Assert.StartsWith(
            "echo net/ipv6/conf/eth0.5/accept_ra=2 >>",
            Forwarding.Remedy("eth0.5"),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_corrected_definition_is_read_before_it_is_started() =>
        Assert.EndsWith(
            "rootfulctl check '/srv/my file.toml' && systemctl daemon-reload && rootfulctl start web",
            DefinitionErrors.Remedy("/srv/my file.toml", Name("web")),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("/etc/rootful-containers.d")]
    [InlineData("/etc/rootful-containers.d/web.toml.d/10-more.toml")]
    public void What_is_no_whole_definition_is_not_checked_as_one(string path) =>
        Assert.Equal(
            "correct it there, then: systemctl daemon-reload && rootfulctl start web",
            DefinitionErrors.Remedy(path, Name("web"))
        );

    [Theory]
    [InlineData("/srv/data", "setfacl -R -m u:test:rwX /srv/data", "setfacl -R -m u:test:rX /srv/data")]
    [InlineData("/mnt/my disk", "setfacl -R -m u:test:rwX '/mnt/my disk'", "setfacl -R -m u:test:rX '/mnt/my disk'")]
    [InlineData("/", ReadOnly, Copy)]
    [InlineData("/etc/passwd", ReadOnly, Copy)]
    [InlineData("/var/log", ReadOnly, Copy)]
    [InlineData("/home/other/data", ReadOnly, Copy)]
    [InlineData("/srv", ReadOnly, Copy)]
    [InlineData("/srv/../etc/shadow", ReadOnly, Copy)]
    public void What_is_the_systems_or_anothers_is_given_to_nobody(string source, string write, string read)
    {
        Assert.Equal(write, BindMounts.WriteRemedy(source, "test"));
        Assert.Equal(read, BindMounts.ReadRemedy(source, "test"));
    }

    private const string ReadOnly = "mount it read-only, or a directory of test's in its place";
    private const string Copy = "mount a copy of it that is test's, or a directory of test's in its place";

    [Theory]
    [InlineData(null, "192.0.2.1 2001:db8::1")]
    [InlineData("0.0.0.0", "192.0.2.1")]
    [InlineData("::", "2001:db8::1")]
    [InlineData("192.0.2.2", "192.0.2.2")]
    public void A_port_is_reached_at_an_address_of_the_host_that_is_published(string? published, string expected) =>
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                Reachability.Addresses(
                    published is null ? null : IPAddress.Parse(published),
                    new HashSet<AddressFamily> { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6 },
                    ((string[])["192.0.2.1", "192.0.2.2", "2001:db8::1"]).Select(IPAddress.Parse)
                )
            )
        );

    [Theory]
    [InlineData(1000u, "", false)]
    [InlineData(999u, "", true)]
    [InlineData(700u, "UID_MIN 500\n", false)]
    public void A_system_account_is_said_to_have_no_journal(uint uid, string loginDefinitions, bool isSaid) =>
        Assert.Equal(isSaid, ContainerAccount.Remark(new UserAccount("web", uid, uid), loginDefinitions) is not null);

    [Fact]
    public void Nobody_has_no_containers() =>
        Assert.Throws<HostException>(() => ContainerAccount.Remark(new UserAccount("nobody", 65534, 65534), ""));

    [Fact]
    public void A_name_is_asked_for_as_the_protocol_has_it() =>
        Assert.Equal(
            [3, .. "web"u8, 3, .. "dns"u8, 6, .. "podman"u8, 0, 0, 1, 0, 1],
            NameResolution.Query("web.dns.podman")[12..]
        );

    private static ContainerName Name(string text) =>
        ContainerName.TryParse(text, out var name, out var error) ? name : throw new FormatException(error);
}
