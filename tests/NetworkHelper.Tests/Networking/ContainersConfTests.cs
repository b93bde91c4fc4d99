// SPDX-License-Identifier: BSD-2-Clause
using CsCheck;
using RootfulContainers.NetworkHelper.Networking;
using RootfulContainers.Platform;
using RootfulContainers.Tests.Addressing;
using Xunit;

namespace RootfulContainers.Tests.Networking;

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

    private static string Missing(ContainersConf conf) =>
        Assert.Throws<HostException>(() => conf.FindBinary("no-such-program")).Message;

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(path))!);
        File.WriteAllText(_root.File(path), text);
    }
}
