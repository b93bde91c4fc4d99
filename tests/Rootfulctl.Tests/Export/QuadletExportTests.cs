// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Definitions.Kinds.Builds;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Images;
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Definitions.Kinds.Pods;
using RootfulContainers.Definitions.Kinds.Volumes;
using RootfulContainers.Rootfulctl.Export;
using RootfulContainers.Rootfulctl.Export.Quadlet;
using Xunit;

namespace RootfulContainers.Tests.Export;

public sealed class QuadletExportTests
{
    private const string Web = "user = \"test\"\nimage = \"localhost/web\"\nnetworks = [\"shop\"]\n";

    [Fact]
    public void Each_key_is_carried_or_has_a_reason()
    {
        Assert.All(ContainerKeys.All.Rows, k => Assert.NotNull(QuadletContainerKeys.Rules.Find(k)));
        Assert.All(PodKeys.All.Rows, k => Assert.NotNull(QuadletPodKeys.Rules.Find(k)));
        Assert.All(VolumeKeys.All.Rows, k => Assert.NotNull(QuadletPrerequisiteKeys.Volume.Find(k)));
        Assert.All(ImageKeys.All.Rows, k => Assert.NotNull(QuadletPrerequisiteKeys.Image.Find(k)));
        Assert.All(BuildKeys.All.Rows, k => Assert.NotNull(QuadletPrerequisiteKeys.Build.Find(k)));
        Assert.All(NetworkKeys.All.Rows, k => Assert.NotNull(QuadletNetwork.Rules.Find(k)));
        Assert.Equal(
            ContainerNetworkKeys.Attachment.Rows.Select(k => k.Path).Order(StringComparer.Ordinal),
            QuadletContainerKeys.Attachment.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            NetworkKeys.Subnet.Rows.Select(k => k.Path).Order(StringComparer.Ordinal),
            QuadletNetwork.Subnet.Keys.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_table_names_no_key_that_there_is_not()
    {
        Known(ContainerKeys.All, QuadletContainerKeys.Rules);
        Known(PodKeys.All, QuadletPodKeys.Rules);
        Known(VolumeKeys.All, QuadletPrerequisiteKeys.Volume);
        Known(ImageKeys.All, QuadletPrerequisiteKeys.Image);
        Known(BuildKeys.All, QuadletPrerequisiteKeys.Build);

        static void Known(ConfigurationKeySet keys, KeyRules<QuadletUnit> rules) =>
            Assert.DoesNotContain(
                rules.Keys,
                k =>
                    keys.Find(k) is null
                    // All three have what they have alike.
                    && !(k is "labels" or "authfile" or "tls_verify" or "arch" or "variant")
            );
    }

    [Fact]
    public void A_container_its_network_and_what_it_needs()
    {
        var text = QuadletExport.Text(
            Exported.Of(
                (
                    "web",
                    Web
                        + """
                        description = "100 % web"
                        autostart = true
                        command = ["serve", "a b", "$HOME"]
                        publish = ["80:8080", "[2001:db8::1]:53:53/udp"]
                        env = { A = "x y", B = "1%" }
                        memory = "512m"
                        address_key = "old"
                        depends.requires = ["db", "postgresql.service"]
                        service.restart = "always"
                        resources.memory_max = "1G"
                        health.command = ["curl", "-f", "http://localhost/"]
                        """
                ),
                ("db", Web),
                ("shop.network", "subnets = [\"10.89.7.0/24\"]\ninternal = true\nisolate = \"strict\"\n")
            )
        );

        Assert.Equal(
            $$"""
            # FileName=shop
            # Network shop: a file in ~/.config/containers/systemd of each user who has a container on it
            # It is a bridge in a network namespace of that user's own: containers of other users are not on it, and clients' addresses are seen as podman's port forwarder has it
            # podman refuses a subnet that the host has: where root's network is, stop all containers on it and remove its definition, then '{{AppContext.BaseDirectory}}network-helper remove-network shop' as root removes it

            [Network]
            NetworkName=shop
            Internal=true
            Options=isolate=strict
            Subnet=10.89.7.0/24
            ---
            # FileName=web
            # Container web of user test: a file in that user's ~/.config/containers/systemd
            # Needs root to have said that everybody may bind the port: sysctl net.ipv4.ip_unprivileged_port_start=53
            # Starts at boot once 'loginctl enable-linger test' was said
            # Not carried:
            # - depends.requires: postgresql.service is a unit of the system's, which no unit of a user can name
            # - address_key: podman gives out addresses that are free; fixed ones are carried

            [Unit]
            Description=100 %% web
            Requires=db.service
            After=db.service

            [Container]
            ContainerName=web
            Image=localhost/web
            Environment="A=x y"
            Environment="B=1%%"
            PodmanArgs=--memory=512m
            HealthCmd=["curl","-f","http://localhost/"]
            Exec=serve "a b" "$$HOME"
            Network=shop.network
            PublishPort=80:8080
            PublishPort=[2001:db8::1]:53:53/udp

            [Service]
            Restart=always
            MemoryMax=1G

            [Install]
            WantedBy=default.target
            ---
            # FileName=db
            # Container db of user test: a file in that user's ~/.config/containers/systemd

            [Container]
            ContainerName=db
            Image=localhost/web
            Network=shop.network

            """,
            text
        );
    }

    [Fact]
    public void A_pod_and_what_its_containers_name()
    {
        var files = QuadletExport.Files(
            Exported.Of(
                ("app.image", "user = \"test\"\nimage = \"docker.io/library/caddy:2\"\nretry = 5\n"),
                (
                    "site.build",
                    "user = \"test\"\ncontext = \"/srv/site\"\nfile = \"Containerfile\"\nargs.V = \"1 2\"\ntags = [\"b\"]\n"
                ),
                (
                    "data.volume",
                    "user = \"test\"\ntype = \"tmpfs\"\ndevice = \"tmpfs\"\nuid = 9\noptions = [\"nodev\", \"size=9\"]\n"
                ),
                ("loose.volume", "user = \"test\"\nuid = 9\noptions = [\"nodev\"]\n"),
                (
                    "shop.pod",
                    """
                    user = "test"
                    networks = ["podman"]
                    publish = ["8080:80"]
                    hostname = "front"
                    exit_policy = "continue"
                    stop_timeout = 3
                    autostart = true
                    """
                ),
                (
                    "web",
                    """
                    user = "test"
                    image = "app.image"
                    pod = "shop"
                    volumes = ["data:/data:ro", "other:/other"]
                    mounts = ["type=volume,src=data,dst=/d"]
                    start_with_pod = false
                    """
                ),
                (
                    "task",
                    """
                    user = "test"
                    image = "site.build"
                    networks = ["podman"]
                    type = "job"
                    autostart = true
                    depends.after = ["shop"]
                    timer.on_calendar = ["daily", "Mon 12:00"]
                    timer.randomized_delay = "1h"
                    """
                )
            )
        );

        Assert.Equal(
            [
                "app.image",
                "site.build",
                "data.volume",
                "loose.volume",
                "shop.pod",
                "web.container",
                "task.container",
                "task.timer",
            ],
            files.Select(f => f.Name)
        );
        Assert.Equal(
            [
                "[Image]\nImage=docker.io/library/caddy:2\nPodmanArgs=--retry=5\n",
                "[Build]\nImageTag=localhost/site\nPodmanArgs=--tag=b\nFile=/srv/site/Containerfile\n"
                    + "SetWorkingDirectory=/srv/site\nPodmanArgs=\"--build-arg=V=1 2\"\n",
                "[Volume]\nVolumeName=data\nDevice=tmpfs\nType=tmpfs\nUser=9\nOptions=nodev,size=9\n",
                "[Volume]\nVolumeName=loose\nPodmanArgs=--opt=o=uid=9,nodev\n",
                "[Pod]\nPodName=shop\nPodmanArgs=--hostname=front\nPodmanArgs=--exit-policy=continue\nNetwork=podman\n"
                    + "PublishPort=8080:80\n\n[Service]\nRestart=no\n\n[Install]\nWantedBy=default.target\n",
                "[Container]\nContainerName=web\nImage=app.image\nVolume=data.volume:/data:ro\nVolume=other:/other\n"
                    + "Mount=type=volume,src=data.volume,dst=/d\nStartWithPod=false\nPod=shop.pod\n",
                "[Unit]\nAfter=shop-pod.service\n\n[Container]\nContainerName=task\nImage=site.build\nNetwork=podman\n\n"
                    + "[Service]\nType=oneshot\n",
                "[Unit]\nDescription=Timer of container task\n\n[Timer]\nOnCalendar=daily\nOnCalendar=Mon 12:00\n"
                    + "RandomizedDelaySec=3600s\n\n[Install]\nWantedBy=timers.target\n",
            ],
            files.Select(f => f.Text[(f.Text.IndexOf("\n\n[", StringComparison.Ordinal) + 2)..])
        );
        Assert.Contains("\n# - stop_timeout: ", files[4].Text, StringComparison.Ordinal);
        Assert.Contains("~/.config/systemd/user", files[7].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_a_key_cannot_hold_are_flags()
    {
        var lines = Container(
            """
            tmpfs = ["/a b", " ", "/x\n"]
            devices = ["/dev/a b"]
            sysctl = { "a.b" = "1 2" }
            security.mask = ["/a b", "/c"]
            hostname = "h"
            """.Replace("\" \", ", "", StringComparison.Ordinal)
        );
        Assert.Contains("Tmpfs=/a b", lines);
        Assert.Contains("PodmanArgs=\"--tmpfs=/x\\n\"", lines);
        Assert.Contains("PodmanArgs=\"--device=/dev/a b\"", lines);
        Assert.Contains("PodmanArgs=\"--sysctl=a.b=1 2\"", lines);
        Assert.Contains("PodmanArgs=\"--security-opt=mask=/a b:/c\"", lines);
        Assert.Contains("HostName=h", lines);
    }

    [Fact]
    public void What_Quadlet_loses_of_a_command_is_said()
    {
        var lines = Container("command = [\"a\", \"\"]\n");
        Assert.DoesNotContain(lines, l => l.StartsWith("Exec=", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("# - command: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Attachments_keep_what_rootless_podman_knows()
    {
        var text = QuadletExport.Text(
            Exported.Of(
                (
                    "web",
                    """
                    user = "test"
                    image = "localhost/web"
                    [[network]]
                    name = "shop"
                    ipv4 = "10.89.7.9"
                    mac = "02:00:5e:10:00:01"
                    aliases = ["www"]
                    anti_spoof = false
                    metric = 50
                    """
                )
            )
        );
        Assert.Contains(
            "\nNetwork=shop.network:ip=10.89.7.9,mac=02:00:5e:10:00:01,alias=www\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("\n# - network.anti_spoof: ", text, StringComparison.Ordinal);
        Assert.Contains("\n# - network.metric: ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.89.7.128/25", "\nIPRange=10.89.7.0/25\n")]
    [InlineData("10.89.7.2-10.89.7.99", "\nIPRange=10.89.7.100-10.89.7.254\n")]
    [InlineData("10.89.7.64/28", "\n# - subnet: ")]
    [InlineData("10.89.7.0/24", "\n# - subnet: ")]
    public void Addresses_come_from_what_a_lease_range_leaves(string lease, string expected)
    {
        var file = QuadletExport.Files(
            Exported.Of(
                ("web", Web),
                ("shop.network", $"[[subnet]]\nprefix = \"10.89.7.0/24\"\nlease_range = \"{lease}\"\n")
            )
        )[0];
        Assert.Contains(expected, file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_macvlan_becomes_a_bridge_and_says_so()
    {
        var file = QuadletExport.Files(
            Exported.Of(
                ("web", Web),
                ("shop.network", "driver = \"macvlan\"\ninterface_name = \"eth0\"\nsubnets = [\"192.0.2.0/24\"]\n")
            )
        )[0];
        Assert.Equal("shop.network", file.Name);
        Assert.Contains("\n# - driver: ", file.Text, StringComparison.Ordinal);
        Assert.Contains("\n# - interface_name: ", file.Text, StringComparison.Ordinal);
        Assert.Contains("\n# - subnet: ", file.Text, StringComparison.Ordinal);
        Assert.EndsWith("[Network]\nNetworkName=shop\n", file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shared_namespace_and_the_other_reload()
    {
        var lines = QuadletExport
            .Text(
                Exported.Of(
                    ("vpn", Web + "reload_command = [\"a\", \"b c\"]\n"),
                    (
                        "web",
                        "user = \"test\"\nimage = \"localhost/web\"\nnetwork_of = \"vpn\"\nreload_signal = \"SIGHUP\"\n"
                    )
                )
            )
            .Split('\n');
        Assert.Contains("Network=vpn.container", lines);
        Assert.Contains("ExecReload=podman exec vpn a \"b c\"", lines);
        Assert.Contains("ExecReload=podman kill --signal=SIGHUP web", lines);
    }

    [Fact]
    public void Each_protocol_of_a_port_has_a_line()
    {
        var lines = Container("publish = [\"192.0.2.1:53:53/tcp,udp\"]\n");
        Assert.Contains("PublishPort=192.0.2.1:53:53", lines);
        Assert.Contains("PublishPort=192.0.2.1:53:53/udp", lines);
    }

    [Fact]
    public void The_namespace_of_a_pod_is_its_own_containers()
    {
        var text = QuadletExport.Text(
            Exported.Of(
                ("p.pod", "user = \"test\"\nnetworks = [\"podman\"]\n"),
                ("web", "user = \"test\"\nimage = \"localhost/web\"\nnetwork_of = \"p\"\n")
            )
        );
        Assert.Contains("\nNetwork=container:p-infra\n", text, StringComparison.Ordinal);
        Assert.Contains("\nRequires=p-pod.service\nAfter=p-pod.service\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_updated_is_restarted_when_it_fails()
    {
        Assert.Contains("Restart=on-failure", Container("auto_update = \"registry\"\n"));
        Assert.Contains("Restart=no", Container("auto_update = \"registry\"\nservice.restart = \"no\"\n"));
        Assert.DoesNotContain(Container(""), l => l.StartsWith("Restart=", StringComparison.Ordinal));
    }

    private static string[] Container(string toml) => QuadletExport.Text(Exported.Of(("web", Web + toml))).Split('\n');
}
