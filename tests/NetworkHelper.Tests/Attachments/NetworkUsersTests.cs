// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Attachments;
using Xunit;

namespace RootfulContainers.Tests.Attachments;

public sealed class NetworkUsersTests : IDisposable
{
    private const string OfNobody = """{"uid":65534,"id":"","pid":0,"start_time":0}""";

    private readonly TemporaryDirectory _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void Without_containers_nobody_uses_a_network() => Assert.Empty(Find("backend"));

    [Fact]
    public void A_container_that_is_attached_uses_the_networks_that_netavark_was_told()
    {
        Note("web", "netavark.json", """{"networks":{"backend":{},"front":{}}}""");
        Note("web", "container.json", OfNobody);

        Assert.Equal(["web (user nobody)"], Find("backend"));
        Assert.Equal(["web (user nobody)"], Find("front"));
        Assert.Empty(Find("back"));
    }

    [Fact]
    public void A_container_that_is_about_to_be_attached_uses_the_networks_it_noted()
    {
        Note("web", "networks", "front\nbackend");
        Note("web", "container.json", OfNobody);

        Assert.Equal(["web (user nobody)"], Find("backend"));
        Assert.Empty(Find("back"));
    }

    [Fact]
    public void A_container_uses_the_networks_that_it_is_attached_to_and_those_that_it_is_about_to_be()
    {
        Note("web", "networks", "front");
        Note("web", "netavark.json", """{"networks":{"backend":{}}}""");

        Assert.Equal(["web"], Find("front"));
        Assert.Equal(["web"], Find("backend"));
    }

    [Fact]
    public void All_users_are_told_in_the_order_of_their_names_and_a_user_who_is_gone_by_uid()
    {
        Note("web", "networks", "backend");
        Note("web", "container.json", OfNobody.Replace("65534", "4294967294", StringComparison.Ordinal));
        Note("api", "networks", "backend");
        Note("db", "hosts", "");
        Note(".leases", "networks", "backend");

        Assert.Equal(["api", "web (user 4294967294)"], Find("backend"));
    }

    private IEnumerable<string> Find(string network) =>
        NetworkUsers.Find(network, _state.Path).Select(u => u.ToString());

    private void Note(string container, string file, string content)
    {
        Directory.CreateDirectory(_state.File(container));
        File.WriteAllText(Path.Join(_state.File(container), file), content);
    }
}
