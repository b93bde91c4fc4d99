// SPDX-License-Identifier: BSD-2-Clause
using CsCheck;
using RootfulContainers.Platform;
using RootfulContainers.Platform.RootfulPodman;
using Xunit;

namespace RootfulContainers.Tests.RootfulPodman;

public sealed class ContainersConfTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Without_a_file_netavark_gets_nothing_and_is_looked_for_where_podman_looks()
    {
        var conf = ContainersConf.Load(_root.Path);

        Assert.Empty(conf.NetavarkEnvironment);
        var e = Assert.Throws<HostException>(() => conf.FindBinary("no-such-program"));
        Assert.Equal(
            "no-such-program is not installed: looked in /usr/local/libexec/podman, /usr/local/lib/podman, "
                + "/usr/libexec/podman, /usr/lib/podman (helper_binaries_dir in containers.conf)",
            e.Message
        );
    }

    [Theory]
    [InlineData("", "/etc/containers/networks")]
    [InlineData("network_config_dir = \"\"", "/etc/containers/networks")]
    [InlineData("network_config_dir = \"/srv/networks\"", "/srv/networks")]
    public void The_networks_are_where_podman_has_them(string line, string expected)
    {
        Write("etc/containers/containers.conf", $"[network]\n{line}\n");

        Assert.Equal(expected, ContainersConf.Load(_root.Path).NetworkDirectory);
    }

    [Fact]
    public void The_first_directory_that_has_the_program_counts()
    {
        Write("b/netavark", "");
        Write("c/netavark", "");
        Write(
            "etc/containers/containers.conf",
            $"""
            # helper_binaries_dir = ["/wrong"]
            [engine]
            # where they are
            helper_binaries_dir = ["{_root.File("a")}", "{_root.File("b")}", "{_root.File("c")}"] # three
            """
        );

        Assert.Equal(_root.File("b/netavark"), ContainersConf.Load(_root.Path).FindBinary("netavark"));
    }

    [Fact]
    public void Later_files_win_setting_by_setting()
    {
        Write(
            "usr/share/containers/containers.conf",
            "[network]\nfirewall_driver = \"iptables\"\ndns_bind_port = 53\n"
        );
        Write("etc/containers/containers.conf", "[network]\nfirewall_driver = \"firewalld\"\n");
        Write("etc/containers/containers.conf.d/10-a.conf", "[network]\nfirewall_driver = \"none\"\n");
        Write("etc/containers/containers.conf.d/20-b.conf", "[network]\nfirewall_driver = \"nftables\"\n");
        Write("etc/containers/containers.conf.d/30-c.conf.off", "[network]\nfirewall_driver = \"none\"\n");

        Assert.Equal(
            new Dictionary<string, string?> { ["NETAVARK_FW"] = "nftables", ["NETAVARK_DNS_PORT"] = "53" },
            ContainersConf.Load(_root.Path).NetavarkEnvironment
        );
    }

    [Theory]
    [InlineData(0, "usr usr/20-b usr-99 etc etc/20-b")]
    [InlineData(5, "usr usr/20-b usr-99 etc etc/20-b")]
    [InlineData(6, "etc rootful home usr-99")]
    [InlineData(7, "etc rootful home usr-99")]
    public void Which_files_count_is_as_in_the_podman_that_is_installed(int version, string expected)
    {
        Write("usr/share/containers/containers.conf", Searches("usr", append: true));
        Write("usr/share/containers/containers.conf.d/20-b.conf", Searches("usr/20-b"));
        Write("usr/share/containers/containers.conf.d/99-z.conf", Searches("usr-99"));
        // append holds for the files after it.
        Write("etc/containers/containers.conf", Searches("etc", append: true));
        Write("etc/containers/containers.conf.d/20-b.conf", Searches("etc/20-b"));
        Write("etc/containers/containers.rootful.conf.d/20-b.conf", Searches("rootful"));
        Write("root/.config/containers/containers.conf.d/50-c.conf", Searches("home"));

        Assert.Equal(expected.Split(' '), ContainersConf.Load(_root.Path, () => version).DnsSearches);
    }

    [Fact]
    public void Where_all_versions_read_the_same_none_is_asked_for()
    {
        Write("usr/share/containers/containers.conf", "# nothing\n");
        Write("etc/containers/containers.conf", Searches("a"));
        Write("etc/containers/containers.conf.d/10-a.conf", Searches("b"));

        var conf = ContainersConf.Load(_root.Path, () => throw new InvalidOperationException("asked"));

        Assert.Equal(["b"], conf.DnsSearches);
    }

    [Theory]
    [InlineData("podman version 5.4.2\n", 5)]
    [InlineData("podman version 6.1.1-rc1\n", 6)]
    [InlineData("", 0)]
    [InlineData("podman version\n", 0)]
    public void The_version_is_podmans_first_number(string text, int expected) =>
        Assert.Equal(expected, Podman.MajorVersion(text));

    [Theory]
    [InlineData("", null)]
    [InlineData("host_containers_internal_ip = \"192.0.2.1\"", "192.0.2.1")]
    [InlineData("host_containers_internal_ip = \"none\"", "")]
    [InlineData("host_containers_internal_ip = \"\"", null)]
    [InlineData("host_containers_internal_ip = \"a\\nb\"", null)]
    public void The_hosts_address_may_be_given(string line, string? expected)
    {
        var conf = new ContainersConf();
        conf.Merge($"[containers]\n{line}\n");

        Assert.Equal(expected, conf.HostAddress);
    }

    [Fact]
    public void Servers_search_domains_and_options_of_all_containers_are_read()
    {
        var conf = new ContainersConf();
        conf.Merge(
            "[containers]\ndns_servers = [\"192.0.2.2\", \"no address\"]\ndns_searches = [\"corp.example\"]\ndns_options = [\"ndots:2\"]\n"
        );

        Assert.Equal(["192.0.2.2"], conf.DnsServers);
        Assert.Equal(["corp.example"], conf.DnsSearches);
        Assert.Equal(["ndots:2"], conf.DnsOptions);
    }

    [Fact]
    public void An_array_that_appends_keeps_what_was_there()
    {
        var conf = new ContainersConf();
        conf.Merge("[engine]\nhelper_binaries_dir = [\"/one\"]\n");
        conf.Merge("[engine]\nhelper_binaries_dir = [\"/two\", {append = true}]\n");
        conf.Merge("[engine]\nhelper_binaries_dir = [\"/three\"]\n");

        Assert.Contains("looked in /one, /two, /three (", Missing(conf), StringComparison.Ordinal);

        conf.Merge("[engine]\nhelper_binaries_dir = [\"/four\", {append = false}]\n");

        Assert.Contains("looked in /four (", Missing(conf), StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_that_appends_to_nothing_appends_to_the_default()
    {
        var conf = new ContainersConf();
        conf.Merge("[engine]\nhelper_binaries_dir = [\"/mine\", {append = true}]\n");

        Assert.Contains("/usr/lib/podman, /mine (", Missing(conf), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("firewall_driver = \"\"\ndns_bind_port = 0")]
    [InlineData("firewall_driver = []\ndns_bind_port = true")]
    public void What_is_not_set_to_something_is_not_passed_on(string settings)
    {
        var conf = new ContainersConf();
        conf.Merge($"[network]\n{settings}\n");

        Assert.Empty(conf.NetavarkEnvironment);
    }

    [Fact]
    public void A_file_that_is_not_toml_is_podmans_to_complain_about() =>
        DamagedText
            .Of(
                "[network]\nfirewall_driver = \"nftables\"\ndns_bind_port = 53\n[engine]\nhelper_binaries_dir = [\"/a\", {append = true}]\n"
            )
            .Sample(text =>
            {
                var conf = new ContainersConf();
                conf.Merge(System.Text.Encoding.UTF8.GetString(text));
                return conf.NetavarkEnvironment.Count <= 2;
            });

    [Theory]
    [InlineData("\\x4")]
    [InlineData("\\UFFFFFFFF")]
    [InlineData("\\u12")]
    [InlineData("\\q")]
    [InlineData("\\U7FFFFFFF")]
    [InlineData("\\")]
    public void A_file_with_a_mistake_sets_nothing(string text)
    {
        var conf = new ContainersConf();
        conf.Merge($"[network]\nfirewall_driver = \"{text}\"\n");

        Assert.Empty(conf.NetavarkEnvironment);
    }

    private static string Searches(string value, bool append = false) =>
        $"[containers]\ndns_searches = [\"{value}\"{(append ? ", {append = true}" : "")}]\n";

    private static string Missing(ContainersConf conf) =>
        Assert.Throws<HostException>(() => conf.FindBinary("no-such-program")).Message;

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(path))!);
        File.WriteAllText(_root.File(path), text);
    }
}
