// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.Platform;
using Xunit;

namespace RootfulContainers.Tests.Addressing;

public sealed class SecretTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory.File("secret");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    public void A_secret_that_only_root_can_read_is_taken_whole(int length)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "its file must belong to root");
        var secret = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        Write(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal(secret, Secret.Load(Path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_secret_that_others_can_open_is_refused(UnixFileMode mode)
    {
        Write(new byte[32], UnixFileMode.UserRead | mode);

        Assert.Equal(
            $"{Path} must belong to root and have mode 0600, or users know every address",
            Assert.Throws<HostException>(() => Secret.Load(Path)).Message
        );
    }

    [Fact]
    public void A_secret_of_another_user_is_refused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file away");
        Write(new byte[32], UnixFileMode.UserRead);
        using (var chown = Process.Start("chown", ["65534", Path]))
        {
            chown.WaitForExit();
        }

        Assert.Contains(
            "must belong to root",
            Assert.Throws<HostException>(() => Secret.Load(Path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_short_secret_is_refused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "its file must belong to root");
        Write(new byte[31], UnixFileMode.UserRead);

        Assert.Equal(
            $"{Path} holds 31 bytes; at least 32 are needed",
            Assert.Throws<HostException>(() => Secret.Load(Path)).Message
        );
    }

    [Fact]
    public void Without_a_secret_it_is_said_who_makes_it() =>
        Assert.Equal(
            $"{Path} cannot be read; an installation makes it (32 random bytes, mode 0600, owned by root)",
            Assert.Throws<HostException>(() => Secret.Load(Path)).Message
        );

    private void Write(byte[] content, UnixFileMode mode)
    {
        File.WriteAllBytes(Path, content);
        File.SetUnixFileMode(Path, mode);
    }
}
