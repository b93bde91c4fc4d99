// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;
using Xunit;

namespace RootfulContainers.Tests.Import;

/// <summary>A password of a source is nowhere in what an import writes or says.</summary>
public sealed class PasswordTests
{
    [Theory]
    [InlineData("a.image", "[Image]\nImage=x.io/a\nCreds=bob:hunter2")]
    [InlineData("a.image", "[Image]\nImage=x.io/a\nCreds=\"bob b:hunter2\"")]
    [InlineData("a.image", "[Image]\nImage=x.io/a\nPodmanArgs=--creds bob:hunter2 --quiet")]
    [InlineData("a.image", "[Image]\nImage=x.io/a\nPodmanArgs=--creds=bob:hunter2")]
    [InlineData("a.image", "[Image]\nImage=x.io/a\nDecryptionKey=/k:hunter2")]
    [InlineData("a.image", "[Image]\nImage=x.io/a\nPodmanArgs=--decryption-key /k:hunter2")]
    [InlineData("a.build", "[Build]\nImageTag=a\nFile=/a/b\nPodmanArgs=--creds bob:hunter2")]
    [InlineData("a.build", "[Build]\nImageTag=a\nSetWorkingDirectory=https://bob:hunter2@x.io/a.git")]
    [InlineData("a.container", "[Container]\nImage=x.io/a\nPodmanArgs=--creds bob:hunter2 --publish-all")]
    [InlineData("a.container", "[Container]\nImage=x.io/a\nPodmanArgs=--creds=bob:hunter2")]
    [InlineData("a.container", "[Container]\nImage=x.io/a\nPodmanArgs=--decryption-key=/k:hunter2")]
    [InlineData("a.container", "[Container]\nImage=x.io/a\nGlobalArgs=--url=ssh://bob:hunter2@host/x")]
    [InlineData("a.container", "[Container]\nImage=x.io/a\n[Nothing]\nPassword=hunter2")]
    [InlineData(
        "a.container",
        "[Container]\nImage=x.io/a\n[Service]\nExecStartPre=/usr/bin/podman login -u bob -p hunter2 x.io"
    )]
    [InlineData("a.volume", "[Volume]\nType=cifs\nDevice=//nas/a\nOptions=username=bob,password=hunter2")]
    [InlineData(
        "a.service",
        "[Service]\nEnvironment=REGISTRY=hunter2\nExecStartPre=-/usr/bin/docker login --password hunter2 x.io\nExecStart=/usr/bin/podman run --creds bob:hunter2 x.io/a"
    )]
    [InlineData(
        "compose.yaml",
        "services:\n  a: {build: 'https://bob:hunter2@x.io/a.git'}\nvolumes:\n  v: {driver_opts: {type: cifs, o: 'username=bob,password=hunter2', device: //nas/a}}\n"
    )]
    public void It_is_neither_written_nor_said(string name, string text)
    {
        var imported = Imported.Of((name, text + "\n"));

        Assert.NotEmpty(imported.Files);
        Assert.Contains(imported.Importer.Report.Remarks, r => r.IsLost);
        Assert.DoesNotContain("hunter2", Imported.All(imported), StringComparison.Ordinal);
    }

    [Fact]
    public void That_of_a_command_is_neither()
    {
        var importer = Imported.New();
        var files = importer.Import(["podman", "run", "--creds", "bob:hunter2", "x.io/a"], "/q", "a command");

        Assert.Contains("image = \"x.io/a\"", files[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", Imported.All((files, importer)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Volume=a:/b,password=x,ro", "Volume=a:/b,password=***,ro")]
    [InlineData("--creds x y", "--creds *** y")]
    [InlineData("podman login -p x y", "podman login -p *** y")]
    [InlineData("podman run -p 80:80 y", "podman run -p 80:80 y")]
    [InlineData("https://a:b@c/d e", "https://a:***@c/d e")]
    [InlineData("https://a@c/d:e@f", "https://a@c/d:e@f")]
    [InlineData("Secret=tok,target=/x", "Secret=tok,target=/x")]
    [InlineData("API_TOKEN=", "API_TOKEN=")]
    public void Of_a_text_all_else_is_shown(string text, string expected) =>
        Assert.Equal(expected, Passwords.Hidden(text));
}
