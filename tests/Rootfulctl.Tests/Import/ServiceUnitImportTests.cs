// SPDX-License-Identifier: BSD-2-Clause
using Xunit;

namespace RootfulContainers.Tests.Import;

/// <summary>Units that run podman or docker.</summary>
public sealed class ServiceUnitImportTests
{
    [Theory]
    [InlineData("Environment=TAG=1.2", "caddy:${TAG}", "image = \"caddy:1.2\"", null)]
    [InlineData("EnvironmentFile=-/q/v.env", "caddy:${TAG}", "image = \"caddy:7\"", null)]
    [InlineData("EnvironmentFile=/q/v.env\nEnvironment=TAG=1", "caddy:${TAG}", "image = \"caddy:7\"", null)]
    [InlineData(
        "EnvironmentFile=/etc/v.env",
        "-e PASS=${PASS} caddy",
        "EnvironmentFile=/etc/v.env: it was not read",
        "-e=PASS: ${PASS} is not known here; write out what it stands for"
    )]
    [InlineData("Type=notify", "$OPTS caddy", "image = \"caddy\"", "$OPTS: it is not known here")]
    [InlineData("Type=notify", "--user $U caddy", "image = \"caddy\"", "--user=$U: $U is not known here")]
    [InlineData("Environment=\"OPTS=-p 80:80 --init\"", "$OPTS caddy", "publish = [\"80:80\"]\ninit = true", null)]
    [InlineData("ExecStop=/usr/bin/podman stop --ignore -t 60", "caddy", "stop_timeout = 60", null)]
    [InlineData("ExecStop=/usr/bin/docker stop --time=60 %n", "caddy", "stop_timeout = 60", null)]
    [InlineData("ExecStartPre=-/usr/bin/docker rm -f %n", "caddy", "image = \"caddy\"", null)]
    [InlineData("ExecStartPre=/usr/bin/rm -f %t/a.ctr-id", "caddy", "image = \"caddy\"", null)]
    [InlineData("ExecStartPre=/bin/mkdir -p /srv/web", "caddy", "ExecStartPre = \"/bin/mkdir -p /srv/web\"", null)]
    [InlineData(
        "ExecStartPre=/usr/bin/docker pull caddy",
        "caddy",
        "image = \"caddy\"",
        "ExecStartPre=/usr/bin/docker pull caddy: images are pulled as pull.policy says"
    )]
    [InlineData("User=test", "caddy", "image = \"caddy\"", null)]
    [InlineData("User=other", "caddy", "image = \"caddy\"", "User=other: it is a container of test")]
    public void A_line_of_a_unit(string line, string words, string expected, string? lost)
    {
        var (files, importer) = Imported.Of(
            ("a.service", $"[Service]\n{line}\nExecStart=/usr/bin/podman run {words}\n"),
            ("v.env", "# TAG=6\nTAG=\"7\"\n")
        );

        Assert.Contains(expected, files[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("= \"$", files[0].Text, StringComparison.Ordinal);
        Assert.Equal(lost is null ? 0 : 1, importer.Report.Lost);
        if (lost is not null)
        {
            Assert.Contains($"# not carried over: {lost}", files[0].Text, StringComparison.Ordinal);
        }
        else if (!expected.StartsWith("ExecStartPre", StringComparison.Ordinal))
        {
            Assert.DoesNotContain("ExecStartPre", files[0].Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_waits_for_Docker()
    {
        var (files, importer) = Imported.Of(
            (
                "a.service",
                "[Unit]\nRequires=docker.service\nAfter=docker.service docker.socket\n[Service]\nExecStart=/usr/bin/docker run caddy\n"
            )
        );

        Assert.DoesNotContain("[depends]", files[0].Text, StringComparison.Ordinal);
        Assert.Equal(2, importer.Report.Lost);
    }
}
