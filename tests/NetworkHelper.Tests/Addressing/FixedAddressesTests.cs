// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.NetworkHelper.Addressing;
using Xunit;

namespace RootfulContainers.Tests.Addressing;

public sealed class FixedAddressesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("rootful0", "10.89.0.10", "web", true)]
    [InlineData("rootful0", "fd00::10", "web", true)]
    [InlineData("rootful0", "10.89.0.10", "most", false)]
    [InlineData("rootful1", "10.89.0.10", "web", false)]
    [InlineData("rootful0", "10.89.0.11", "web", false)]
    public void An_address_is_kept_for_the_one_who_asks_for_it(string network, string address, string name, bool isKept)
    {
        Write("rootful0 10.89.0.10 most\nrootful0 fd00::10 most\n");

        var fixedAddresses = FixedAddresses.Load(_directory.Path);

        Assert.Equal(isKept, fixedAddresses.IsForAnother(network, IPAddress.Parse(address), Container.Named(name)));
    }

    [Fact]
    public void Without_the_generators_file_every_address_is_for_everybody()
    {
        var fixedAddresses = FixedAddresses.Load(_directory.Path);

        Assert.False(fixedAddresses.IsForAnother("rootful0", IPAddress.Parse("10.89.0.10"), Container.Named("web")));
    }

    [Fact]
    public void A_line_that_is_none_takes_no_other_along()
    {
        Write("rootful0 10.89.0.10\nrootful0 10.89.0.300 most\n\nrootful0 10.89.0.10 most\n");

        var fixedAddresses = FixedAddresses.Load(_directory.Path);

        Assert.True(fixedAddresses.IsForAnother("rootful0", IPAddress.Parse("10.89.0.10"), Container.Named("web")));
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_directory.Path, FixedAddress.FileName), text);
}
