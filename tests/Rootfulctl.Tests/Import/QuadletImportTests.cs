// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Users;
using Xunit;

namespace RootfulContainers.Tests.Import;

public sealed class QuadletImportTests
{
    [Fact]
    public void The_example_of_the_manual_becomes_its_definition()
    {
        var (files, importer) = Import(
            (
                "shop.container",
                """
                # The shop.
                [Unit]
                After=redis.service
                Wants=redis.service

                [Container]
                ContainerName=shop
                Image=registry.example/shop:2
                Network=shop.network
                PublishPort=8080:80
                # Whose files they are.
                Environment=PUID=1000 "NAME=a b"
                Label=traefik.enable=true
                Volume=data.volume:/data
                Volume=%h/uploads:/uploads
                HealthCmd=curl -f http://localhost/
                Notify=healthy

                [Service]
                Restart=on-failure
                ExecStartPre=/usr/bin/test -d /srv

                [Install]
                WantedBy=default.target
                """
            ),
            ("redis.container", "[Container]\nImage=redis\nNetwork=shop.network\n"),
            ("data.volume", "[Volume]\n"),
            ("shop.network", "[Network]\nSubnet=10.89.7.0/24\nGateway=10.89.7.1\nOptions=isolate=true\n")
        );

        Assert.Equal(0, importer.Report.Lost);
        Assert.Equal(
            ["shop.toml", "redis.toml", "systemd-data.volume.toml", "shop.network.toml"],
            files.Select(f => f.Name)
        );
        Assert.Equal(
            """
            # From shop.container
            user = "test"
            image = "registry.example/shop:2"
            networks = ["shop"]
            publish = ["8080:80"]
            volumes = ["systemd-data:/data", "~/uploads:/uploads"]
            notify = "healthy"
            autostart = true

            [depends]
            # The shop.
            after = ["redis"]
            wants = ["redis"]

            [env]
            # Whose files they are.
            PUID = "1000"
            NAME = "a b"

            [labels]
            "traefik.enable" = "true"

            [health]
            command = ["curl -f http://localhost/"]

            [service]
            restart = "on-failure"

            [systemd.service]
            # ExecStartPre=/usr/bin/test -d /srv: it runs when the container has been created, as the user and with a read-only file system
            ExecStartPre = "/usr/bin/test -d /srv"

            """,
            files[0].Text
        );
        Assert.Equal(
            """
            # From shop.network
            isolate = true

            [[subnet]]
            prefix = "10.89.7.0/24"
            gateway = "10.89.7.1"

            """,
            files[3].Text
        );
    }

    [Fact]
    public void Artifacts_are_said_to_be_pulled_by_nobody_and_are_not_mounted_under_the_name_of_their_file()
    {
        var (files, importer) = Import(
            ("web.container", "[Container]\nImage=x.io/a\nMount=type=artifact,source=x.artifact,destination=/d\n"),
            ("x.artifact", "[Artifact]\nArtifact=x.io/y:1\n")
        );

        var text = Assert.Single(files).Text;
        Assert.DoesNotContain("mounts", text, StringComparison.Ordinal);
        Assert.Contains("x.artifact is a file of Quadlet's; mount what it names", text, StringComparison.Ordinal);
        Assert.Contains(
            importer.Report.Remarks,
            r => r.Line.Contains("run 'podman artifact pull' as test", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("After=dev-disk-by\\x2dlabel-data.device", "after = [\"dev-disk-by\\\\x2dlabel-data.device\"]")]
    [InlineData("Documentation=https://a/\\n", "documentation = [\"https://a/\\\\n\"]")]
    [InlineData("RequiresMountsFor=\"/srv/a b\" /srv/\\$c", "mounts_for = [\"/srv/a b\", \"/srv/$c\"]")]
    public void A_backslash_is_what_systemd_has_it_be_there(string line, string expected)
    {
        var (files, importer) = Import(("a.container", $"[Unit]\n{line}\n[Container]\nImage=localhost/a\n"));

        Assert.Equal(0, importer.Report.Lost);
        Assert.Contains(expected, files[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Network=host",
        "not carried over: Network=host: 'host': a container cannot use the host's own network"
    )]
    [InlineData("Image=a:${TAG}", "not carried over: Image=a:${TAG}: ${TAG} is not known here")]
    [InlineData("Volume=%H:/x", "not carried over: Volume=%H:/x: %H is not known here")]
    [InlineData("Colour=blue", "not carried over: Colour=blue: Quadlet has no such key")]
    [InlineData("HealthStartupRetries=3", "podman would restart the container")]
    [InlineData("PodmanArgs=--publish-all", "not carried over: PodmanArgs=--publish-all: --publish-all is not allowed")]
    [InlineData("PublishPort=x", "not carried over: PublishPort=x: ")]
    public void What_cannot_be_said_is_said_at_its_place_and_told(string line, string message)
    {
        var (files, importer) = Import(("a.container", $"[Container]\nImage=localhost/a\n{line}\nExec=sleep 1\n"));

        Assert.Equal(1, importer.Report.Lost);
        var remark = Assert.Single(importer.Report.Remarks);
        Assert.Equal(3, remark.Position.Line);
        Assert.Contains(message, remark.Line, StringComparison.Ordinal);
        Assert.Contains("# " + remark.Line, files[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AddHost=a;b:10.0.0.1", "add_hosts = [\"a:10.0.0.1\", \"b:10.0.0.1\"]")]
    [InlineData("AddCapability=NET_ADMIN SYS_TIME", "cap_add = [\"NET_ADMIN\", \"SYS_TIME\"]")]
    [InlineData("DropCapability=ALL\nDropCapability=\nDropCapability=CHOWN", "cap_drop = [\"CHOWN\"]")]
    [InlineData("Entrypoint=[\"/a\", \"b c\"]", "entrypoint = [\"/a\", \"b c\"]")]
    [InlineData("Exec=sh -c \"a && b %% $$X\"", "command = [\"sh\", \"-c\", \"a && b % $X\"]")]
    [InlineData("Exec=one \\\n  two", "command = [\"one\", \"two\"]")]
    [InlineData("User=1000:1001", "run_as = \"1000\"\ngroup = \"1001\"")]
    [InlineData("User=1000\nGroup=1001", "group = \"1001\"")]
    [InlineData("Group=1001\nUser=1000", "group = \"1001\"")]
    [InlineData("UserNS=keep-id:uid=999,gid=999", "mode = \"keep-id:uid=999,gid=999\"")]
    [InlineData(
        "Network=lan:ip=10.0.0.7,alias=x\nNetwork=b",
        "[[network]]\nname = \"lan\"\nipv4 = \"10.0.0.7\"\naliases = [\"x\"]\n\n[[network]]\nname = \"b\""
    )]
    [InlineData("IP=10.89.0.9\nNetwork=b", "[[network]]\nname = \"b\"\nipv4 = \"10.89.0.9\"")]
    [InlineData("Network=vpn.container", "network_of = \"vpn\"")]
    [InlineData("Notify=yes", "notify = \"container\"")]
    [InlineData("HealthCmd=[\"CMD-SHELL\",\"a || b\"]", "command = [\"a || b\"]")]
    [InlineData("HealthCmd=CMD curl -f x", "command = [\"curl\", \"-f\", \"x\"]")]
    [InlineData("HealthCmd=CMD /check", "command = [\"CMD\", \"/check\"]")]
    [InlineData("HealthOnFailure=restart", "on_failure = \"kill\"")]
    [InlineData("HealthInterval=1m30s", "interval = \"1m30s\"")]
    [InlineData("EnvironmentFile=./a.env", "env_files = [\"/q/a.env\"]")]
    [InlineData("EnvironmentFile=-%h/a.env", "env_files = [\"-~/a.env\"]")]
    [InlineData("Volume=./d:/d:ro", "volumes = [\"/q/d:/d:ro\"]")]
    [InlineData("Volume=%t/podman/podman.sock:/s", "volumes = [\"/run/user/1000/podman/podman.sock:/s\"]")]
    [InlineData(
        "PodmanArgs=--cpus=2 --network-alias=x --privileged",
        "podman_args = [\"--cpus=2\", \"--privileged\"]\nnetwork_aliases = [\"x\"]"
    )]
    [InlineData("Ulimit=nofile=1:2", "ulimits = [\"nofile=1:2\"]")]
    [InlineData("ShmSize=1g", "shm_size = \"1g\"")]
    [InlineData("ShmSize=1g\nPodmanArgs=--ipc=host", "# ShmSize=1g: with --ipc=host it is the host's /dev/shm")]
    [InlineData("Unmask=/a:/b", "unmask = [\"/a\", \"/b\"]")]
    [InlineData("AutoUpdate=local", "auto_update = \"local\"")]
    [InlineData("ReloadCmd=nginx -s reload", "reload_command = [\"nginx\", \"-s\", \"reload\"]")]
    public void A_key_is_carried_over(string lines, string expected)
    {
        var (files, importer) = Import(("a.container", $"[Container]\nImage=localhost/a\n{lines}\n"));

        Assert.Equal(0, importer.Report.Lost);
        Assert.Contains(expected, files[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Service]\nType=oneshot\nRemainAfterExit=yes", "type = \"job\"\nremain_after_exit = true")]
    [InlineData("[Service]\nMemoryMax=1G\nCPUQuota=50%", "[resources]\nmemory_max = \"1G\"\ncpu_quota = \"50%\"")]
    [InlineData("[Service]\nTimeoutStartSec=900", "timeout_start = 900")]
    [InlineData("[Service]\nLimitNOFILE=65536", "ulimits = [\"nofile=65536\"]")]
    [InlineData("[Service]\nRestart=unless-stopped", "restart = \"always\"")]
    [InlineData(
        "[Service]\nExecReload=/usr/bin/podman exec a nginx -s reload",
        "reload_command = [\"nginx\", \"-s\", \"reload\"]"
    )]
    [InlineData("[Service]\nExecReload=/usr/bin/podman kill -s HUP a", "reload_signal = \"SIGHUP\"")]
    [InlineData(
        "ReloadCmd=nginx -s reload\n[Service]\nExecReload=/usr/bin/podman exec a nginx -s reload",
        "reload_command = [\"nginx\", \"-s\", \"reload\"]\n# ExecReload="
    )]
    [InlineData("[Service]\nLimitNOFILE=4096\n[Container]\nUlimit=nofile=1024", "ulimits = [\"nofile=1024\"]")]
    [InlineData("[Unit]\nConditionPathExists=!%h/x", "ConditionPathExists = \"!/home/test/x\"")]
    [InlineData("[Install]\nWantedBy=graphical.target", "autostart = [\"graphical.target\"]")]
    [InlineData("[Quadlet]\nDefaultDependencies=false", "[depends]\ndefault = false")]
    [InlineData("[Unit]\nAfter=network-online.target", "so it is unless depends.default says otherwise")]
    [InlineData("[X-Mine]\nA=b", "nobody reads it")]
    public void A_setting_of_its_unit_is_carried_over(string lines, string expected)
    {
        var (files, importer) = Import(("a.container", $"[Container]\nImage=localhost/a\n{lines}\n"));

        Assert.Equal(0, importer.Report.Lost);
        Assert.Contains(expected, files[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_commands_that_reload_one_is_lost()
    {
        var (files, importer) = Import(
            (
                "a.container",
                "[Container]\nImage=localhost/a\nReloadCmd=a\n[Service]\nExecReload=/usr/bin/podman exec a b\n"
            )
        );

        Assert.Equal(1, importer.Report.Lost);
        Assert.Contains("reload_command = [\"a\"]", files[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.container", "PublishPort=53:53/udp", "as in 192.0.2.1:53:53/udp")]
    [InlineData("a.container", "Ulimit=memlock=-1:-1", "LimitMEMLOCK= in a drop-in of user@1000.service")]
    [InlineData("a.container", "[Service]\nLimitNOFILE=1048576", "LimitNOFILE= in a drop-in of user@1000.service")]
    [InlineData("a.volume", "Type=nfs\nDevice=nas:/data", "only root can mount it")]
    [InlineData("a.container", "PublishPort=192.0.2.1:53:53/udp", null)]
    [InlineData("a.container", "Ulimit=nofile=65536:65536", null)]
    [InlineData("a.volume", "Type=tmpfs\nDevice=tmpfs", null)]
    public void What_the_host_must_be_made_ready_for_is_told(string name, string lines, string? expected)
    {
        var section = name.EndsWith(".volume", StringComparison.Ordinal)
            ? "[Volume]"
            : "[Container]\nImage=localhost/a";
        var (files, importer) = Import((name, $"{section}\n{lines}\n"));

        Assert.Equal(0, importer.Report.Lost);
        var remarks = importer.Report.Remarks.Select(r => r.Line).ToList();
        if (expected is null)
        {
            Assert.Empty(remarks);
        }
        else
        {
            Assert.Contains(expected, Assert.Single(remarks), StringComparison.Ordinal);
            Assert.Contains("# " + remarks[0], files[0].Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Drop_ins_templates_instances_and_timers_belong_together()
    {
        var (files, importer) = Import(
            ("run@.container", "[Container]\nImage=localhost/a\nExec=run %i 100%%\n"),
            ("web.container", "[Container]\nImage=localhost/a\nExec=a\n[Service]\nType=oneshot\n"),
            ("web.container.d/10-b.conf", "[Container]\nExec=b\n"),
            ("web.timer", "[Timer]\nOnCalendar=daily\nPersistent=true\n[Install]\nWantedBy=timers.target\n")
        );

        Assert.Equal(0, importer.Report.Lost);
        Assert.Equal(["run@.toml", "web.toml"], files.Select(f => f.Name));
        Assert.Contains("command = [\"run\", \"%i\", \"100%%\"]", files[0].Text, StringComparison.Ordinal);
        Assert.Contains("command = [\"b\"]", files[1].Text, StringComparison.Ordinal);
        Assert.Contains("autostart = true", files[1].Text, StringComparison.Ordinal);
        Assert.Contains("[timer]\non_calendar = \"daily\"\npersistent = true", files[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_has_what_its_containers_share()
    {
        var (files, importer) = Import(
            ("app.pod", "[Pod]\nPublishPort=80:80\nNetwork=n.network\n[Install]\nWantedBy=default.target\n"),
            ("app.container", "[Unit]\nAfter=db.service\n[Container]\nImage=localhost/a\nPod=app.pod\n"),
            ("db.container", "[Container]\nImage=localhost/b\nPod=app.pod\n"),
            ("n.network", "[Network]\n")
        );

        Assert.Equal(0, importer.Report.Lost);
        Assert.Equal("app-pod.pod.toml", files[0].Name);
        Assert.Contains("networks = [\"n\"]", files[0].Text, StringComparison.Ordinal);
        Assert.Contains("pod = \"app-pod\"", files[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("networks", files[1].Text, StringComparison.Ordinal);
        Assert.Contains("autostart = true", files[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dbData.volume", "", "systemd-dbData:/d")]
    [InlineData("db.volume", "VolumeName=MyData", "MyData:/d")]
    [InlineData("db.volume", "VolumeName=%p-Data", "db-volume-Data:/d")]
    public void A_volume_keeps_its_name_also_where_no_definition_can_have_it(string file, string line, string expected)
    {
        var (files, importer) = Import(
            ("a.container", $"[Container]\nImage=x.io/a\nVolume={file}:/d\n"),
            (file, $"[Volume]\n# What it is.\nDevice=/srv\n{line}\n")
        );

        Assert.Equal("a.toml", Assert.Single(files).Name);
        Assert.Contains($"volumes = [\"{expected}\"]", files[0].Text, StringComparison.Ordinal);
        Assert.Contains("# What it is.", files[0].Text, StringComparison.Ordinal);
        Assert.Equal(2, importer.Report.Remarks.Count);
        Assert.All(
            importer.Report.Remarks,
            r => Assert.Contains("# " + r.Line, files[0].Text, StringComparison.Ordinal)
        );
        Assert.Equal(1, importer.Report.Lost);
    }

    [Theory]
    [InlineData(
        "Exec=run $HOME '$HOME' a$HOME $$HOME ${HOME}",
        "\"run\", \"/home/test\", \"/home/test\", \"a$HOME\", \"$HOME\", \"/home/test\""
    )]
    [InlineData("Exec=run $OPTS\n[Service]\nEnvironment=\"OPTS=a b\"", "\"run\", \"a\", \"b\"")]
    [InlineData("Exec=sh -c \"echo ${FOO}\"", "\"sh\", \"-c\", \"echo ${FOO}\"")]
    public void Variables_of_a_command_are_what_systemd_has_them_be(string lines, string expected)
    {
        var (files, importer) = Import(("a.container", $"[Container]\nImage=x.io/a\n{lines}\n"));

        Assert.Equal(0, importer.Report.Lost);
        Assert.Contains($"command = [{expected}]", files[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Exec=run $FOO", "command")]
    [InlineData("Exec=run ${FOO}", "command")]
    [InlineData("Image=x.io/b:${TAG}", "image = \"x.io/b")]
    [InlineData("Volume=%H:/x", "volumes")]
    [InlineData("[Unit]\nDescription=Web on %H", "description")]
    [InlineData("[Unit]\nConditionHost=%H", "ConditionHost")]
    public void What_only_systemd_knows_is_not_written(string line, string key)
    {
        var (files, importer) = Import(("a.container", $"[Container]\nAnnotation=a=b\n{line}\n"));

        Assert.Equal(1, importer.Report.Lost);
        Assert.Contains($"# not carried over: {line.Split('\n')[^1]}: ", files[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"\n{key}", files[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Service]\nRemainAfterExit=yes", 4, "RemainAfterExit=yes: only a job")]
    [InlineData("ReloadCmd=a\nReloadSignal=HUP", 4, "ReloadSignal=HUP: reload_command reloads it")]
    [InlineData("StartWithPod=no", 3, "StartWithPod=no: it is in no pod")]
    [InlineData("AutoUpdate=local\n[Service]\nType=oneshot", 3, "AutoUpdate=local: a job takes the newest image")]
    [InlineData("[Service]\nType=oneshot\nRestart=always", 5, "Restart=always: a job that is started again")]
    [InlineData(
        "PublishPort=90:90\nPod=s.pod\nUser=5",
        3,
        "PublishPort=90:90: publish belongs into the definition of the pod"
    )]
    [InlineData(
        "IP=10.0.0.5\nPod=s.pod\nUser=5",
        3,
        "IP=10.0.0.5: ipv4 10.0.0.5 belongs into the definition of the pod"
    )]
    public void Keys_that_do_not_go_together_are_lost_at_their_place(string lines, int line, string expected)
    {
        var (files, importer) = Import(("a.container", $"[Container]\nImage=x.io/a\n{lines}\n"), ("s.pod", "[Pod]\n"));

        var remark = Assert.Single(importer.Report.Remarks);
        Assert.Equal(line, remark.Position.Line);
        Assert.StartsWith("not carried over: " + expected, remark.Line, StringComparison.Ordinal);
        Assert.Contains("# " + remark.Line, files[0].Text, StringComparison.Ordinal);
        Assert.Equal(1, importer.Report.Lost);
    }

    [Fact]
    public void What_is_said_when_all_is_known_is_said_of_its_key()
    {
        var (files, _) = Import(
            ("a.container", "[Container]\nImage=x.io/a\n[Service]\nType=oneshot\nRemainAfterExit=yes\n"),
            ("a.timer", "[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n")
        );

        Assert.Contains(
            "# RemainAfterExit=yes: the timer would start it only once",
            files[0].Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Comments_stay_with_keys_that_wait_for_others()
    {
        var (files, _) = Import(
            (
                "a.container",
                "[Container]\nImage=x.io/a\n# g\nGroup=2\n# s\nShmSize=1m\n# u\nAutoUpdate=registry\n# r\nReadOnly=yes\nUser=1\n# i\nIP=10.0.0.5\n# n\nNetwork=n\n"
            )
        );

        foreach (
            var expected in (string[])
                ["# g\ngroup", "# s\nshm_size", "# u\nauto_update", "\n# r\nread_only", "# n\n# i\n[[network]]"]
        )
        {
            Assert.Contains(expected, files[0].Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("10.77.0.128/25", "10.77.0.0/25")]
    [InlineData("10.77.0.0/25", "10.77.0.128-10.77.0.254")]
    [InlineData("10.77.0.2-10.77.0.99", "10.77.0.100-10.77.0.254")]
    public void Podman_gives_out_what_is_not_in_the_range_of_a_network(string range, string expected)
    {
        var (files, importer) = Import(
            ("a.network", $"[Network]\nSubnet=10.77.0.0/24\nDriver=bridge\n# r\nIPRange={range}\n")
        );

        Assert.Contains($"lease_range = \"{expected}\"", files[0].Text, StringComparison.Ordinal);
        var remark = Assert.Single(importer.Report.Remarks);
        Assert.Equal(5, remark.Position.Line);
        Assert.Contains(
            $"# r\n# {remark.Line}\n[[subnet]]\nprefix = \"10.77.0.0/24\"\n",
            files[0].Text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("10.77.0.192/27", true)]
    [InlineData("10.78.0.0/24", true)]
    [InlineData("10.77.0.0/24", false)]
    public void A_range_is_lost_of_which_the_rest_is_none(string range, bool isLost)
    {
        var (files, importer) = Import(("a.network", $"[Network]\nSubnet=10.77.0.0/24\nIPRange={range}\n"));

        Assert.DoesNotContain("lease_range =", files[0].Text, StringComparison.Ordinal);
        Assert.Contains("prefix = \"10.77.0.0/24\"", files[0].Text, StringComparison.Ordinal);
        Assert.Equal(isLost ? 1 : 0, importer.Report.Lost);
    }

    [Fact]
    public void A_gateway_that_is_none_has_its_place_among_the_others()
    {
        var (files, _) = Import(
            ("a.network", "[Network]\nSubnet=10.77.0.0/24\nSubnet=10.78.0.0/24\nGateway=router\nGateway=10.78.0.254\n")
        );

        Assert.Contains(
            "prefix = \"10.77.0.0/24\"\n\n[[subnet]]\nprefix = \"10.78.0.0/24\"\ngateway = \"10.78.0.254\"\n",
            files[0].Text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("a@.container", "PublishPort=87%i:80", "publish = [\"87%i:80\"]")]
    [InlineData("a@.container", "PublishPort=10.0.0.%i:80:80", "publish = [\"10.0.0.%i:80:80\"]")]
    [InlineData("a@.container", "AddHost=db:10.0.0.%i", "add_hosts = [\"db:10.0.0.%i\"]")]
    [InlineData("a@.container", "ShmSize=6%im", "shm_size = \"6%im\"")]
    [InlineData("a@.container", "HealthInterval=%is", "interval = \"%is\"")]
    [InlineData("a@.container", "Network=shop-%i", "networks = [\"shop-%i\"]")]
    [InlineData("a@.container", "Network=container:db-%i", "network_of = \"db-%i\"")]
    [InlineData("a@.container", "Label=a=50%%", "a = \"50%%\"")]
    [InlineData("a@.container", "[Service]\nCPUQuota=50%", "cpu_quota = \"50%%\"")]
    [InlineData("a@.container", "[Service]\nExecCondition=test 50%% %i", "ExecCondition = \"test 50%%%% %i\"")]
    [InlineData("a@.network", "Subnet=10.0.%i.0/24", "subnets = [\"10.0.%i.0/24\"]")]
    [InlineData("a@.network", "NetworkName=a-%i", "NetworkName=a-%i: it is called 'a@' here")]
    [InlineData("a@.volume", "Device=tmpfs\n[Service]\nExecStartPre=test %i %h 50%%", "\"test %i /home/test 50%%%%\"")]
    public void A_value_of_a_template_is_checked_with_an_instance_and_stays_as_it_is(
        string file,
        string line,
        string expected
    )
    {
        var section = file[2..] switch
        {
            ".container" => "[Container]\nImage=x.io/a",
            ".network" => "[Network]",
            _ => "[Volume]",
        };
        var (files, importer) = Import((file, $"{section}\n{line}\n"));

        Assert.Contains(expected, files[0].Text, StringComparison.Ordinal);
        Assert.EndsWith($"@{files[0].Kind!.Value.Suffix()}", files[0].Name, StringComparison.Ordinal);
        Assert.Equal(0, importer.Report.Lost);
    }

    [Theory]
    [InlineData("PublishPort=web-%i:80")]
    [InlineData("PublishPort=8080%i:80")]
    [InlineData("Label=router.%i.rule=a")]
    [InlineData("StopTimeout=%i")]
    public void What_is_wrong_in_each_instance_is_lost_of_a_template(string line)
    {
        var (files, importer) = Import(("a@.container", $"[Container]\nImage=x.io/a\n{line}\n"));

        Assert.Equal(1, importer.Report.Lost);
        Assert.Contains("# not carried over: ", files[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_of_a_template_has_another_rest_in_each_instance()
    {
        var (files, importer) = Import(("a@.network", "[Network]\nSubnet=10.0.%i.0/24\nIPRange=10.0.%i.0/25\n"));

        Assert.Equal(1, importer.Report.Lost);
        Assert.DoesNotContain("lease_range =", files[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instance_that_cannot_be_called_so_is_lost()
    {
        var importer = Imported.New();
        var files = importer.Import([
            new SourceFile("/q/a@.container", "[Container]\nImage=x.io/a\n"),
            new SourceFile("/q/a@B_2.container", "[Container]\nImage=x.io/a\n", "a@.container"),
            new SourceFile("/q/a@b.container", "[Container]\nImage=x.io/a\n", "a@.container"),
        ]);

        Assert.Equal(["a@.toml", "a@b.toml"], files.Select(f => f.Name));
        Assert.Equal("/q/a@B_2.container", Assert.Single(importer.Report.Remarks).Position.Path);
    }

    [Fact]
    public void Quotes_around_the_whole_of_a_single_value_are_none_of_it()
    {
        var (files, importer) = Import(
            (
                "a.container",
                """
                [Container]
                ContainerName="web"
                Image="x.io/a"
                User="1000"
                HealthCmd="curl -f http://localhost/ || exit 1"
                ReadOnly="true"
                Volume="/a b":/c
                """
            )
        );

        Assert.Equal("web.toml", files[0].Name);
        Assert.Contains("image = \"x.io/a\"", files[0].Text, StringComparison.Ordinal);
        Assert.Contains("run_as = \"1000\"", files[0].Text, StringComparison.Ordinal);
        Assert.Contains("read_only = true", files[0].Text, StringComparison.Ordinal);
        Assert.Contains("command = [\"curl -f http://localhost/ || exit 1\"]", files[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(importer.Report.Remarks, r => r.Subject.StartsWith("Image", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("shop.pod", "[Pod]\nLabel=a=%N", "a = \"shop-pod\"")]
    [InlineData("db.container", "[Container]\nImage=x.io/a\nServiceName=database\nLabel=a=%N", "a = \"database\"")]
    [InlineData("db.container", "[Container]\nImage=x.io/a\nLabel=a=%n", "a = \"db.service\"")]
    [InlineData("a@var-lib.container", "[Container]\nImage=x.io/a\nLabel=a=%I", "a = \"var/lib\"")]
    [InlineData("a@var-lib.container", "[Container]\nImage=x.io/a\nLabel=a=%i", "a = \"var-lib\"")]
    [InlineData("a-b\\x2dc.container", "[Container]\nImage=x.io/a\nLabel=a=%P:%J", "a = \"a/b-c:b-c\"")]
    public void Specifiers_are_those_of_the_unit_that_Quadlet_makes(string file, string text, string expected)
    {
        var (files, importer) = Import((file, text));

        Assert.Equal(0, importer.Report.Lost);
        Assert.Contains(expected, files[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instance_without_its_escapes_is_lost_of_a_template()
    {
        var (files, importer) = Import(("a@.container", "[Container]\nImage=x.io/a\nWorkingDir=/%I\n"));

        Assert.Equal(1, importer.Report.Lost);
        Assert.DoesNotContain("workdir =", files[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "restart = \"on-failure\"")]
    [InlineData("[Service]\nRestart=always", "restart = \"always\"")]
    public void A_pod_is_restarted_as_Quadlet_has_it(string lines, string expected)
    {
        var (files, _) = Import(("p.pod", $"[Pod]\nPodName=p\n{lines}\n"));

        Assert.Contains(expected, files[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_that_is_not_restarted_needs_no_key()
    {
        var (files, importer) = Import(("p.pod", "[Pod]\n[Service]\nRestart=no\n"));

        Assert.DoesNotContain("restart =", files[0].Text, StringComparison.Ordinal);
        Assert.Equal(0, importer.Report.Lost);
    }

    [Theory]
    [InlineData("-u root a nginx -s reload", 1)]
    [InlineData("-uroot a nginx -s reload", 1)]
    [InlineData("-itw /srv --env A=b a nginx -s reload", 2)]
    [InlineData("--user=root --detach-keys x a nginx -s reload", 1)]
    [InlineData("-it -- a nginx -s reload", 0)]
    public void What_reloads_is_told_from_the_options_of_podman(string command, int options)
    {
        var (files, importer) = Import(
            ("a.container", $"[Container]\nImage=x.io/a\n[Service]\nExecReload=/usr/bin/podman exec {command}\n")
        );

        Assert.Contains("reload_command = [\"nginx\", \"-s\", \"reload\"]", files[0].Text, StringComparison.Ordinal);
        Assert.Equal(options, importer.Report.Remarks.Count);
    }

    [Fact]
    public void An_empty_value_takes_no_dependency_away()
    {
        var (files, importer) = Import(
            ("a.container", "[Unit]\nAfter=b.service\nAfter=\n[Container]\nImage=x.io/a\n"),
            ("b.container", "[Container]\nImage=x.io/b\n")
        );

        Assert.Contains("after = [\"b\"]", files[0].Text, StringComparison.Ordinal);
        Assert.Equal(0, importer.Report.Lost);
    }

    [Fact]
    public void An_empty_time_takes_all_times_above_it_away()
    {
        var (files, _) = Import(
            ("a.container", "[Container]\nImage=x.io/a\n[Service]\nType=oneshot\n"),
            ("a.timer", "[Timer]\nOnBootSec=5\nOnCalendar=\nOnCalendar=daily\nPersistent=true\n")
        );

        Assert.DoesNotContain("on_boot =", files[0].Text, StringComparison.Ordinal);
        Assert.Contains("on_calendar = \"daily\"", files[0].Text, StringComparison.Ordinal);
        Assert.Contains("persistent = true", files[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Install]\nWantedBy=timers.target\n", true)]
    [InlineData("", false)]
    public void That_a_container_runs_at_boot_beside_its_timer_is_lost(string install, bool isStarted)
    {
        var (files, importer) = Import(
            ("a.container", "[Container]\nImage=x.io/a\n[Service]\nType=oneshot\n[Install]\nWantedBy=default.target\n"),
            ("a.timer", $"[Timer]\nOnCalendar=daily\n{install}")
        );

        Assert.Equal(isStarted, files[0].Text.Contains("autostart = true", StringComparison.Ordinal));
        var lost = Assert.Single(importer.Report.Remarks);
        Assert.Equal("WantedBy=default.target", lost.Subject);
        Assert.Contains("timer.on_boot", lost.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("File=docker/Containerfile\nSetWorkingDirectory=/srv/app", "file = \"docker/Containerfile\"")]
    [InlineData("SetWorkingDirectory=/srv/app\nFile=docker/Containerfile", "file = \"docker/Containerfile\"")]
    [InlineData("SetWorkingDirectory=/srv/app\nFile=/x/Containerfile", "file = \"/x/Containerfile\"")]
    [InlineData("SetWorkingDirectory=unit\nFile=docker/Containerfile", "file = \"/q/docker/Containerfile\"")]
    [InlineData("SetWorkingDirectory=file\nFile=docker/Containerfile", "file = \"/q/docker/Containerfile\"")]
    [InlineData("File=docker/Containerfile", "file = \"/q/docker/Containerfile\"")]
    public void The_file_of_a_build_is_where_podman_looks_for_it(string lines, string expected)
    {
        var (files, importer) = Import(("a.build", $"[Build]\nImageTag=localhost/a\n{lines}\n"));

        Assert.Equal(0, importer.Report.Lost);
        Assert.Contains(expected, files[0].Text, StringComparison.Ordinal);
    }

    private static (IReadOnlyList<ImportedFile> Files, Importer Importer) Import(
        params (string Name, string Text)[] files
    ) => Imported.Of(files);
}
