// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using Xunit;

namespace RootfulContainers.Tests.Import;

public sealed class ComposeImportTests
{
    [Fact]
    public void What_a_config_holds_is_a_secret_of_podmans_at_its_place()
    {
        var (files, importer) = Import(
            """
            services:
              web:
                image: caddy
                configs: [{source: site, target: /etc/caddy/Caddyfile}]
            configs:
              site:
                content: |
                  :80
            """
        );

        Assert.Equal(0, importer.Report.Lost);
        Assert.Contains(
            "secrets = [\"site,target=/etc/caddy/Caddyfile,mode=0444\"]",
            files[0].Text,
            StringComparison.Ordinal
        );
        Assert.Contains("'podman secret create site -' as test", files[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_of_a_build_is_a_file_or_lost()
    {
        var (files, importer) = Import(
            """
            services:
              web:
                build:
                  context: .
                  secrets: [token, {source: other, target: there}]
            secrets:
              token: {file: ./token}
              other: {environment: OTHER}
            """
        );

        Assert.Equal(1, importer.Report.Lost);
        var build = files.Single(f => f.Name == "web.build.toml");
        Assert.Contains("secrets = [\"id=token,src=/q/token\"]", build.Text, StringComparison.Ordinal);
        Assert.Contains("other is no file", build.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_included_is_of_the_same_project_with_its_own_directory_and_variables()
    {
        var (files, importer) = Import(
            ("compose.yaml", "include: [infra/compose.yaml]\nservices:\n  web: {image: 'a:$TAG', depends_on: [db]}\n"),
            (".env", "TAG=1\n"),
            ("infra/compose.yaml", "services:\n  db: {image: 'b:$TAG-$LEVEL', volumes: ['./data:/data']}\n"),
            ("infra/.env", "TAG=2\nLEVEL=3\n")
        );

        Assert.Equal(0, importer.Report.Lost);
        Assert.Equal(["web.toml", "q.network.toml", "db.toml"], files.Select(f => f.Name));
        Assert.Contains("wants = [\"db\"]", files[0].Text, StringComparison.Ordinal);
        Assert.Contains("image = \"docker.io/library/b:1-3\"", files[2].Text, StringComparison.Ordinal);
        Assert.Contains("networks = [\"q\"]", files[2].Text, StringComparison.Ordinal);
        Assert.Contains("volumes = [\"/q/infra/data:/data\"]", files[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_included_and_not_there_is_lost_and_a_cycle_ends()
    {
        var (files, importer) = Import(
            ("compose.yaml", "include: [other.yaml, compose.yaml]\nservices:\n  web: {image: a}\n")
        );

        Assert.Equal(1, importer.Report.Lost);
        Assert.Contains("other.yaml is not among what is imported", files[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    // Names of volumes are what podman calls them, with what is in them.
    [InlineData("volumes: ['Db:/d']", "volumes: {Db: }", "volumes = [\"q_Db:/d\"]", "'q_Db' has no definition")]
    [InlineData(
        "volumes: ['db:/d']",
        "volumes: {db: {name: MyDb, labels: {a: b}}}",
        "volumes = [\"MyDb:/d\"]",
        "not carried over: volume db, labels: there is no definition that could say it"
    )]
    [InlineData("volumes: [{type: bind, source: data, target: /d}]", "", "volumes = [\"/q/data:/d\"]", null)]
    [InlineData("volumes: ['${HOME}/x:/x', '${PWD}/y:/y']", "", "volumes = [\"~/x:/x\", \"/q/y:/y\"]", null)]
    [InlineData("volumes: ['${DATA}/x:/x']", "", null, "volume: ${DATA}/x:/x: $DATA has no value in .env; write out")]
    [InlineData("ports: ['${PORT}:80']", "", null, "$PORT has no value in .env; write out what it stands for")]
    [InlineData("volumes: ['v:/x']", "volumes: {v: {name: '${N}_v'}}", null, "$N in the name of volume v has no value")]
    [InlineData("environment: [A]", "", null, "environment A: $A has no value in .env; write out what it stands for")]
    [InlineData("devices: ['${DEV}:/dev/x']", "", null, "$DEV has no value in .env; write out what it stands for")]
    [InlineData("env_file: '${DIR}/x'", "", null, "$DIR has no value in .env; write out what it stands for")]
    [InlineData(
        "secrets: [db]",
        "secrets: {db: {external: true, name: prod_db}}",
        "secrets = [\"prod_db,target=db\"]",
        "a podman secret of test"
    )]
    [InlineData(
        "secrets: [{source: db, target: x}]",
        "secrets: {db: {external: {name: prod_db}}}",
        "secrets = [\"prod_db,target=x\"]",
        "a podman secret of test"
    )]
    [InlineData(
        "configs: [{source: c, uid: '5', mode: 0400}]",
        "configs: {c: {content: 'a ${U:-x} $$'}}",
        "secrets = [\"c,target=/c,uid=5,mode=0400\"]",
        "its variables replaced and each $$ a $, before the first start"
    )]
    [InlineData(
        "configs: [c]",
        "configs: {c: {environment: C}}",
        "secrets = [\"c,target=/c,mode=0444\"]",
        "'podman secret create --env c C' as test"
    )]
    [InlineData(
        "secrets: [s]",
        "secrets: {s: {file: ./s, labels: {a: b}}}",
        "secrets = [\"s\"]",
        "not carried over: secrets: labels: 'podman secret create' takes them as --label"
    )]
    [InlineData(
        "configs: [{source: c, typo: 1}]",
        "configs: {c: {file: ./c}}",
        "volumes = [\"/q/c:/c:ro\"]",
        "not carried over: configs: typo: there is no such thing here"
    )]
    [InlineData("devices: [{source: /dev/a}]", "", "devices = [\"/dev/a\"]", null)]
    [InlineData("devices: [{source: /dev/a, permissions: r}]", "", "devices = [\"/dev/a:/dev/a:r\"]", null)]
    [InlineData(
        "gpus: [{device_ids: ['0', '3']}]",
        "",
        "devices = [\"nvidia.com/gpu=0\", \"nvidia.com/gpu=3\"]",
        "the driver's CDI file is needed"
    )]
    [InlineData(
        "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: 1}]}}}",
        "",
        "devices = [\"nvidia.com/gpu=0\"]",
        "the driver's CDI file is needed"
    )]
    [InlineData("gpus: all", "", "devices = [\"nvidia.com/gpu=all\"]", "the driver's CDI file is needed")]
    [InlineData(
        "ports: [{target: 80, published: 80, name: web}]",
        "",
        "publish = [\"80:80\"]",
        "not carried over: port: name: a port has no name"
    )]
    [InlineData(
        "volumes: [{type: bind, source: ./a, target: /a, bind: {recursive: disabled}}]",
        "",
        "volumes = [\"/q/a:/a\"]",
        "not carried over: volume: recursive: what is mounted below it is mounted as well"
    )]
    [InlineData(
        "volumes: [{type: volume, source: v, target: /v, volume: {labels: {a: b}}}]",
        "volumes: {v: }",
        "volumes = [\"q_v:/v\"]",
        "not carried over: volume: labels: they belong into the definition of the volume"
    )]
    [InlineData("pid: 'service:b'", "", "requires = [\"b\"]", null)]
    [InlineData("ports: ['80:80', '80:80']", "", "publish = [\"80:80\"]", null)]
    public void A_line_of_a_service(string line, string top, string? expected, string? remark)
    {
        var (files, importer) = Import(
            $"{top}\nservices:\n  a:\n    image: x.io/a\n    {line}\n  b: {{image: x.io/b}}\n"
        );

        if (expected is null)
        {
            // Nothing that is known to be wrong is written.
            Assert.Equal(1, importer.Report.Lost);
            Assert.Equal("user image networks", Keys(files[0]));
        }
        else
        {
            Assert.Contains(expected, files[0].Text, StringComparison.Ordinal);
        }

        if (remark is null)
        {
            Assert.Empty(importer.Report.Remarks);
        }
        else
        {
            Assert.Contains(importer.Report.Remarks, r => r.Line.Contains(remark, StringComparison.Ordinal));
            Assert.All(
                importer.Report.Remarks,
                r => Assert.Contains("# " + r.Line, files[0].Text, StringComparison.Ordinal)
            );
        }
    }

    [Theory]
    [InlineData("caddy:2", "docker.io/library/caddy:2")]
    [InlineData("vaultwarden/server", "docker.io/vaultwarden/server")]
    [InlineData("x.io/a", "x.io/a")]
    [InlineData("host:5000/a", "host:5000/a")]
    [InlineData("localhost/a", "localhost/a")]
    public void An_image_without_a_registry_is_of_Dockers(string image, string expected)
    {
        var (files, _) = Import($"services:\n  a: {{image: '{image}'}}\n");

        Assert.Contains($"image = \"{expected}\"", files[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("services:\n  a: {image: app, build: .}\n  b: {image: app}\n")]
    [InlineData("services:\n  a: {build: .}\n  b: {image: q-a}\n")]
    public void An_image_that_another_service_builds_is_its_build(string text)
    {
        var (files, _) = Import(text);

        Assert.All(
            files.Where(f => f.Name is "a.toml" or "b.toml"),
            f => Assert.Contains("image = \"a.build\"", f.Text, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("", "", "q_v")]
    [InlineData("name: shop\n", "", "shop_v")]
    [InlineData("name: shop\n", "COMPOSE_PROJECT_NAME=prod\n", "prod_v")]
    [InlineData("name: ${N}.Site\n", "N=My\n", "mysite_v")]
    public void A_project_is_called_as_compose_calls_it(string name, string variables, string volume)
    {
        var (files, _) = Import(
            ("compose.yaml", $"{name}services:\n  a: {{image: x.io/a, volumes: ['v:/v']}}\nvolumes: {{v: }}\n"),
            (".env", variables)
        );

        Assert.Contains($"volumes = [\"{volume}:/v\"]", files[0].Text, StringComparison.Ordinal);
        Assert.Contains(files, f => f.Name == $"{volume}.volume.toml");
    }

    [Theory]
    [InlineData("My.Site.Example", "mysiteexample_v")]
    [InlineData("_-App 2", "app2_v")]
    [InlineData("...", "project_v")]
    public void A_directory_gives_the_project_its_name(string directory, string volume)
    {
        var (files, _) = Import(
            ($"{directory}/compose.yaml", "services:\n  a: {image: x.io/a, volumes: ['v:/v']}\nvolumes: {v: }\n")
        );

        Assert.Contains($"volumes = [\"{volume}:/v\"]", files[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_that_variables_name_are_one_project()
    {
        var (files, importer) = Import(
            ("base.yaml", "services:\n  a: {image: x.io/a, environment: {A: 1}}\n"),
            ("prod.yaml", "services:\n  a: {environment: {A: 2}}\n"),
            (".env", "COMPOSE_FILE=base.yaml:prod.yaml:gone.yaml\n")
        );

        Assert.Equal(["a.toml", "q.network.toml"], files.Select(f => f.Name));
        Assert.Contains("A = \"2\"", files[0].Text, StringComparison.Ordinal);
        Assert.Contains(
            "/q/gone.yaml is not among what is imported",
            Assert.Single(importer.Report.Remarks).Line,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Of_two_files_in_a_directory_it_is_said_that_they_are_two_projects()
    {
        var (files, importer) = Import(
            ("docker-compose.prod.yml", "services:\n  a: {image: x.io/b}\n"),
            ("docker-compose.yml", "services:\n  a: {image: x.io/a}\n")
        );

        Assert.Contains("x.io/a", files.Single(f => f.Name == "a.toml").Text, StringComparison.Ordinal);
        var remark = Assert.Single(importer.Report.Remarks);
        Assert.Equal("/q/docker-compose.prod.yml", remark.Position.Path);
        Assert.Contains("a project of its own beside docker-compose.yml", remark.Line, StringComparison.Ordinal);
        Assert.Contains("# " + remark.Line, files.Single(f => f.Name == "a-2.toml").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_projects_have_one_volume_of_a_name()
    {
        const string Text = "services:\n  a: {image: x.io/a, volumes: ['v:/v']}\nvolumes: {v: {name: data}}\n";
        var (files, _) = Import(("a/compose.yaml", Text), ("b/compose.yaml", Text));

        Assert.Single(files, f => f.Name == "data.volume.toml");
        Assert.All(
            files.Where(f => f.Name is "a.toml" or "a-2.toml"),
            f => Assert.Contains("\"data:/v\"", f.Text, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("volumes: ['./a:/d', 'c:/c']", "volumes: ['./b:/d/']", "volumes = [\"/q/b:/d/\", \"c:/c\"]")]
    [InlineData("volumes: ['./a:/d']", "volumes: [{type: bind, source: b, target: /d}]", "volumes = [\"/q/b:/d\"]")]
    [InlineData("ports: ['80:80']", "ports: ['80:80', '81:80']", "publish = [\"80:80\", \"81:80\"]")]
    [InlineData("ports: ['80:80/tcp']", "ports: [{target: 80, published: 80}]", "publish = [\"80:80\"]")]
    [InlineData("secrets: [s]", "secrets: [s]", "secrets = [\"s\"]")]
    [InlineData("cap_add: [NET_ADMIN]", "cap_add: [NET_ADMIN]", "cap_add = [\"NET_ADMIN\"]")]
    [InlineData("devices: ['/dev/a:/dev/x']", "devices: ['/dev/b:/dev/x']", "devices = [\"/dev/b:/dev/x\"]")]
    [InlineData("tmpfs: /a", "tmpfs: [/b]", "tmpfs = [\"/a\", \"/b\"]")]
    [InlineData("dns: 1.1.1.1", "dns: 8.8.8.8", "servers = [\"1.1.1.1\", \"8.8.8.8\"]")]
    [InlineData("command: [a]", "command: [b]", "command = [\"b\"]")]
    [InlineData("logging: {driver: none}", "logging: {driver: journald, options: {tag: x}}", "tag = \"x\"")]
    // What is written without a value leaves what is there.
    [InlineData("networks: {n: {aliases: [w]}}", "networks: {n: }", "aliases = [\"w\"]")]
    [InlineData("ports: ['80:80']", "image:", "image = \"x.io/a\"")]
    [InlineData("environment: {A: 1}", "environment:", "A = \"1\"")]
    public void What_is_laid_over_a_service_counts(string below, string above, string expected)
    {
        const string Secrets = "secrets: {s: {external: true}}\n";
        var (over, _) = Import(
            ("compose.yaml", $"{Secrets}services:\n  a:\n    image: x.io/a\n    {below}\n"),
            ("compose.override.yaml", $"services:\n  a:\n    {above}\n")
        );
        var (extended, _) = Import(
            $"{Secrets}services:\n  a:\n    extends: z\n    {above}\n  z:\n    image: x.io/a\n    {below}\n"
        );

        Assert.Contains(expected, over[0].Text, StringComparison.Ordinal);
        Assert.Contains(expected, extended[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("command: [a]", "command:")]
    [InlineData("entrypoint: [a]", "entrypoint:")]
    [InlineData("healthcheck: {test: a}", "healthcheck: {test: }")]
    // As A alone has the value that compose is given.
    [InlineData("environment: {A: a}", "environment: {A: }")]
    public void What_has_no_value_above_takes_the_one_below_away(string below, string above)
    {
        var (files, _) = Import(
            ("compose.yaml", $"services:\n  a:\n    image: x.io/a\n    {below}\n"),
            ("compose.override.yaml", $"services:\n  a:\n    {above}\n")
        );

        Assert.DoesNotContain("\"a\"", files[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("build: ./app", "build: {args: {V: 1}}", "/q/app")]
    [InlineData("build: {args: {V: 1}, context: ./app}", "build: ./other", "/q/other")]
    public void A_build_that_is_a_text_is_its_context(string below, string above, string context)
    {
        var (files, _) = Import(
            ("compose.yaml", $"services:\n  a:\n    {below}\n"),
            ("compose.override.yaml", $"services:\n  a:\n    {above}\n")
        );

        var build = files.Single(f => f.Name == "a.build.toml").Text;
        Assert.Contains($"context = \"{context}\"", build, StringComparison.Ordinal);
        Assert.Contains("V = \"1\"", build, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{n1: {gw_priority: -1}, n2: {}}", "n2")]
    [InlineData("{lan: {gw_priority: 0}, vpn: {gw_priority: 100}}", "vpn")]
    [InlineData("{b: {gw_priority: 5}, a: {gw_priority: 5}, c: }", "a")]
    [InlineData("{a: {gw_priority: 5}, b: {gw_priority: 5}}", null)]
    [InlineData("{a: {gw_priority: 5}}", null)]
    public void The_network_with_the_highest_priority_has_the_default_route(string networks, string? expected)
    {
        var (files, importer) = Import($"services:\n  a:\n    image: x.io/a\n    networks: {networks}\n");

        Assert.Equal(0, importer.Report.Lost);
        Assert.Equal(
            expected is null ? [] : [$"name = \"{expected}\""],
            files[0]
                .Text.Split("[[network]]")
                .Where(t => t.Contains("default_route = true", StringComparison.Ordinal))
                .Select(t => t.Trim().Split('\n')[0])
        );
    }

    [Theory]
    [InlineData("cpus: 0")]
    [InlineData("cpus: '0.0'")]
    [InlineData("deploy: {resources: {limits: {cpus: '0'}}}")]
    public void No_processors_are_no_limit(string line)
    {
        var (files, importer) = Import($"services:\n  a:\n    image: x.io/a\n    {line}\n");

        Assert.DoesNotContain("cpu_quota", files[0].Text, StringComparison.Ordinal);
        Assert.Empty(importer.Report.Remarks);
    }

    [Theory]
    [InlineData("deploy: {restart_policy: {condition: none}}", "restart: always", "no", false)]
    [InlineData("restart: always", "deploy: {restart_policy: {condition: none}}", "no", false)]
    [InlineData("restart: 'no'", "deploy: {restart_policy: {condition: on-failure}}", "on-failure", true)]
    [InlineData("deploy: {restart_policy: {condition: any}}", "restart: on-failure", "always", true)]
    [InlineData("restart: always", "deploy: {restart_policy: {delay: 5s}}", "always", true)]
    public void The_policy_of_a_deployment_counts_before_restart(
        string first,
        string second,
        string restart,
        bool isAtBoot
    )
    {
        var (files, importer) = Import($"services:\n  a:\n    image: x.io/a\n    {first}\n    {second}\n");

        Assert.Empty(importer.Report.Remarks);
        Assert.Contains($"\nrestart = \"{restart}\"", files[0].Text, StringComparison.Ordinal);
        Assert.Equal(isAtBoot, files[0].Text.Contains("autostart = true", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("max_attempts: 3", "30s")]
    [InlineData("max_attempts: 3, delay: 10s", "60s")]
    [InlineData("delay: 1.5s, max_attempts: 2", "23s")]
    [InlineData("window: 20s, max_attempts: 3, delay: 10s", "60s")]
    [InlineData("max_attempts: 3, delay: 10s, window: 2m", "2m")]
    [InlineData("window: 2m", "2m")]
    public void So_many_attempts_come_together_in_the_interval(string policy, string interval)
    {
        var (files, importer) = Import(
            $"services:\n  a:\n    image: x.io/a\n    deploy: {{restart_policy: {{condition: on-failure, {policy}}}}}\n"
        );

        Assert.Empty(importer.Report.Remarks);
        Assert.Contains($"\nstart_limit_interval = \"{interval}\"\n", files[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("args: [ENVV, NOTSET, X=1]")]
    [InlineData("args: {ENVV: , NOTSET: , X: 1}")]
    public void An_argument_without_a_value_has_that_of_the_variable(string args)
    {
        var (files, importer) = Import(
            ("compose.yaml", $"services:\n  a:\n    build:\n      context: .\n      {args}\n"),
            (".env", "ENVV=fromenv\n")
        );

        var build = files.Single(f => f.Name == "a.build.toml").Text;
        Assert.Contains("ENVV = \"fromenv\"", build, StringComparison.Ordinal);
        Assert.Contains("X = \"1\"", build, StringComparison.Ordinal);
        Assert.DoesNotContain("NOTSET =", build, StringComparison.Ordinal);
        Assert.Contains(
            "$NOTSET has no value in .env",
            Assert.Single(importer.Report.Remarks).Line,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("{somehost: 1.2.3.4}")]
    [InlineData("['somehost:1.2.3.4']")]
    public void Hosts_of_a_build_are_a_map_or_a_list(string hosts)
    {
        var (files, _) = Import($"services:\n  a:\n    build: {{context: ., extra_hosts: {hosts}}}\n");

        Assert.Contains(
            "\"--add-host=somehost:1.2.3.4\"",
            files.Single(f => f.Name == "a.build.toml").Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_included_may_have_another_place_and_other_variables()
    {
        var (files, importer) = Import(
            (
                "compose.yaml",
                "include: [{path: sub/compose.yaml, env_file: x/x.env, project_directory: x}]\nservices:\n  a: {image: x.io/a}\n"
            ),
            ("sub/compose.yaml", "services:\n  b: {image: 'x.io/b:$V', volumes: ['./d:/d']}\n"),
            ("sub/.env", "V=1\n"),
            ("x/x.env", "V=9\n")
        );

        Assert.Equal(0, importer.Report.Lost);
        var text = files.Single(f => f.Name == "b.toml").Text;
        Assert.Contains("image = \"x.io/b:9\"", text, StringComparison.Ordinal);
        Assert.Contains("volumes = [\"/q/x/d:/d\"]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("global: {}\n", "it has no services")]
    [InlineData("services: []\n", "it has no services")]
    [InlineData("web: {image: a}\n", "its services stand at the top")]
    public void A_file_without_services_is_said_to_have_none(string text, string expected)
    {
        var (files, importer) = Import(text);

        Assert.Empty(files);
        Assert.Contains(expected, Assert.Single(importer.Report.Remarks).Line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mark_of_the_byte_order_is_no_part_of_a_file()
    {
        var (files, importer) = Import("\uFEFFservices:\n  a: {image: x.io/a}\n");

        Assert.Contains("image = \"x.io/a\"", files[0].Text, StringComparison.Ordinal);
        Assert.Empty(importer.Report.Remarks);
    }

    [Fact]
    public void Lines_that_podman_reads_otherwise_are_named_by_their_numbers()
    {
        const string Text =
            "A=plain\nPASS=\"hunter2\" # c\n# comment\nURL=http://${HOST}/x\nHOST=h # inline\nB=a#b\nexport C=1\nD: x\n";
        var imported = Import(
            ("compose.yaml", "services:\n  a: {image: x.io/a, env_file: app.env}\n"),
            ("app.env", Text)
        );

        var remark = Assert.Single(imported.Importer.Report.Remarks).Line;
        Assert.EndsWith(
            "those of /q/app.env in lines 2, 4, 5, 7, 8 mean something else to compose",
            remark,
            StringComparison.Ordinal
        );
        Assert.Contains("env_files = [\"/q/app.env\"]", imported.Files[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", Imported.All(imported), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{path: app.env, format: raw}", "podman reads it so in any case")]
    [InlineData("{path: gone.env}", "/q/gone.env was not read: podman takes values as they stand")]
    [InlineData("{path: app.env, format: toml}", "not carried over: env_file: podman has no format toml")]
    public void How_podman_reads_a_file_of_variables_is_said(string file, string expected)
    {
        var (files, _) = Import(
            ("compose.yaml", $"services:\n  a:\n    image: x.io/a\n    env_file: [{file}]\n"),
            ("app.env", "A=\"b\"\n")
        );

        Assert.Contains(expected, files[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_was_always_started_again_is_not()
    {
        var (files, importer) = Import(
            """
            services:
              mig: {image: x.io/a, restart: unless-stopped}
              web: {image: x.io/b, depends_on: {mig: {condition: service_completed_successfully}}}
            """
        );

        Assert.Contains("type = \"job\"", files[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("restart =", files[0].Text, StringComparison.Ordinal);
        var remark = Assert.Single(importer.Report.Remarks);
        Assert.Equal(2, remark.Position.Line);
        Assert.StartsWith("not carried over: restart: unless-stopped: a job", remark.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_service_lacks_is_said_of_the_service()
    {
        var (_, importer) = Import("services:\n  _b:\n    restart: always\n");

        Assert.Equal(
            [
                "/q/compose.yaml:2:1: not carried over: service _b: it has neither image nor build",
                "/q/compose.yaml:2:1: not carried over: service _b: '_b' is not a name for DNS",
            ],
            importer.Report.Remarks.Select(r => r.ToString().Split(" (")[0])
        );
    }

    [Fact]
    public void A_gateway_and_a_range_are_of_the_subnet_that_they_stand_with()
    {
        var (files, _) = Imported.Of(
            (
                "compose.yaml",
                """
                services: {a: {image: x.io/a, networks: [n]}}
                networks:
                  n:
                    ipam:
                      config:
                        - subnet: 10.55.0.0/24
                        - gateway: 10.56.0.2
                          ip_range: 10.56.0.128/25
                          subnet: 10.56.0.0/24
                """
            )
        );

        Assert.EndsWith(
            """

            [[subnet]]
            prefix = "10.55.0.0/24"

            # ipam: lease_range is the rest of the subnet: rootful podman gives it out, and definitions do not
            [[subnet]]
            prefix = "10.56.0.0/24"
            gateway = "10.56.0.2"
            lease_range = "10.56.0.0/25"

            """,
            files.Single(f => f.Kind == DraftKind.Network).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Options_of_networks_that_are_Dockers_own_are_lost()
    {
        var (files, importer) = Import(
            """
            services:
              a: {image: x.io/a, networks: [n]}
            networks:
              n:
                name: Front
                driver: macvlan
                driver_opts: {parent: eth0, macvlan_mode: bridge, com.docker.network.bridge.enable_icc: "false"}
            """
        );

        var network = files.Single(f => f.Name == "front.network.toml").Text;
        Assert.Contains("mode = \"bridge\"", network, StringComparison.Ordinal);
        Assert.DoesNotContain("enable_icc\" =", network, StringComparison.Ordinal);
        Assert.Equal(1, importer.Report.Lost);
        Assert.Contains("it is called 'front' here", network, StringComparison.Ordinal);
    }

    [Fact]
    public void Comments_of_limits_stand_once_and_at_their_place()
    {
        var (files, _) = Import(
            """
            services:
              a:
                image: x.io/a
                deploy: # dep
                  resources: # res
                    limits: # lim
                      memory: 1G # mem
                    reservations:
                      # low
                      memory: 1M
                  restart_policy:
                    # cond
                    condition: any
            """
        );

        Assert.Contains("# dep\n# res\n# lim\n# mem\nmemory = \"1G\"\n", files[0].Text, StringComparison.Ordinal);
        Assert.Contains("# low\npodman_args", files[0].Text, StringComparison.Ordinal);
        Assert.Contains("# cond\nrestart = \"always\"", files[0].Text, StringComparison.Ordinal);
        Assert.Equal(2, files[0].Text.Split("# mem\n").Length);
    }

    // Those at the top, in their order.
    private static string Keys(ImportedFile file) =>
        string.Join(
            ' ',
            file.Text.Split('\n')
                .Where(l => l.Contains(" = ", StringComparison.Ordinal) && l[0] != '#')
                .Select(l => l.Split(' ')[0])
        );

    private static (IReadOnlyList<ImportedFile> Files, Importer Importer) Import(
        params (string Name, string Text)[] files
    ) => Imported.Of(files);

    private static (IReadOnlyList<ImportedFile> Files, Importer Importer) Import(string text) =>
        Import(("compose.yaml", text));
}
