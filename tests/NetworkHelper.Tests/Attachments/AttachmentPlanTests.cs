// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.NetworkHelper.Attachments;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.Attachments;

public class AttachmentPlanTests
{
    [Theory]
    [InlineData("front back", "eth0 eth1")]
    [InlineData("front:interface_name=lan back", "lan eth1")]
    [InlineData("front:interface_name=eth1 back:interface_name=eth0", "eth1 eth0")]
    public void Interfaces_are_numbered_in_order_unless_named(string attachments, string expected) =>
        Assert.Equal(expected, string.Join(' ', Complete(attachments).Select(n => n.Interface)));

    [Theory]
    [InlineData("front front", "network front is given twice")]
    [InlineData("front front:ip=10.89.0.9", "network front is given twice")]
    [InlineData("front back:interface_name=eth0", "networks front and back both want interface eth0")]
    [InlineData("front:interface_name=eth1 back", "networks front and back both want interface eth1")]
    public void What_cannot_be_there_twice_is_refused(string attachments, string expected) =>
        Assert.Equal(
            expected,
            Assert.Throws<HostException>(() => AttachmentPlan.Check(Attachments(attachments))).Message
        );

    [Theory]
    [InlineData("front", "")]
    [InlineData("front:metric=7", "metric=7")]
    [InlineData("front:default_route=false", "no_default_route=true")]
    [InlineData("front:default_route=true", "")]
    [InlineData("front back", "metric=100 metric=101")]
    [InlineData("front back:default_route=true", "metric=101 metric=100")]
    [InlineData("front:default_route=true back middle", "metric=100 metric=102 metric=103")]
    [InlineData("front:default_route=false back", "no_default_route=true,metric=100 metric=101")]
    [InlineData("front:metric=7 back", "metric=7 metric=101")]
    [InlineData("front slow", "metric=100 ")]
    [InlineData("front slow:default_route=true", "metric=101 metric=100")]
    [InlineData("front slow:metric=7", "metric=100 metric=7")]
    public void Every_default_route_of_several_has_a_metric_of_its_own(string attachments, string expected) =>
        Assert.Equal(expected.Trim(), string.Join(' ', Complete(attachments).Select(n => Pairs(n.Options))).Trim());

    [Theory]
    [InlineData("front", "")]
    [InlineData("front back", "front")]
    [InlineData("back front", "back")]
    [InlineData("front back:default_route=true", "back")]
    [InlineData("front:default_route=false back", "back")]
    [InlineData("front:metric=500 back", "back")]
    [InlineData("slow back", "back")]
    [InlineData("four back", "four back")]
    [InlineData("back four", "back")]
    [InlineData("four six", "four six")]
    [InlineData("six four", "six four")]
    [InlineData("internal front", "")]
    [InlineData("macvlan front back", "front")]
    [InlineData("unmanaged front", "")]
    public void Ports_lead_to_the_network_of_each_familys_default_route(string attachments, string expected)
    {
        var wanted = Attachments(attachments);

        Assert.Equal(
            expected,
            string.Join(' ', AttachmentPlan.PortNetworks(wanted, [.. wanted.Select(a => Kind(a.Name))]))
        );
    }

    [Fact]
    public void Aliases_of_the_container_come_before_those_of_the_network_and_none_twice()
    {
        var network = Complete("front:alias=shop,alias=web", "web", "www")[0];

        Assert.Equal(["web", "www", "shop"], network.Aliases);
    }

    [Theory]
    [InlineData("front", "02:00:00:00:00:01")]
    [InlineData("front:mac=02:00:5e:10:00:01", "02:00:5e:10:00:01")]
    public void The_mac_is_the_given_or_the_derived_one(string attachment, string expected) =>
        Assert.Equal(expected, Complete(attachment)[0].Mac);

    [Fact]
    public void Options_of_the_attachment_are_kept_apart_from_the_networks() =>
        Assert.Equal("isolate=true", Pairs(Complete("front:isolate=true")[0].AttachmentOptions));

    /// <summary>A network of the kind that its name says, dual stack by default.</summary>
    private static Network Kind(string name)
    {
        const string Four = """{"subnet": "10.89.0.0/24"}""";
        const string Six = """{"subnet": "fd00::/64"}""";
        var subnets = name switch
        {
            "four" => Four,
            "six" => Six,
            _ => $"{Four}, {Six}",
        };
        var options = name switch
        {
            "slow" => """{"metric": "900"}""",
            "unmanaged" => """{"mode": "unmanaged"}""",
            _ => "{}",
        };
        return Examples.Network(
            $$"""
            {"name": "{{name}}", "driver": "{{(name == "macvlan" ? name : "bridge")}}", "subnets": [{{subnets}}],
             "internal": {{(name == "internal" ? "true" : "false")}}, "options": {{options}}}
            """
        );
    }

    private static string Pairs(IEnumerable<KeyValuePair<string, string>> options) =>
        string.Join(',', options.Select(o => $"{o.Key}={o.Value}"));

    private static List<NetworkAttachment> Attachments(string text) => [.. text.Split(' ').Select(Examples.Attachment)];

    private static IReadOnlyList<AttachedNetwork> Complete(string text, params string[] aliases)
    {
        var attachments = Attachments(text);
        AttachmentPlan.Check(attachments);
        return AttachmentPlan.Complete(
            attachments,
            // One of them brings a metric of its own.
            [.. attachments.Select(a => Examples.Bare(a.Name, a.Name == "slow" ? """{"metric": "900"}""" : "{}"))],
            [.. attachments.Select((_, i) => new AddressKey(0, $"02:00:00:00:00:0{i + 1}"))],
            [.. attachments.Select(_ => new List<IPAddress>())],
            aliases
        );
    }
}
