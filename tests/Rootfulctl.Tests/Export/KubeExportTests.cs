// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json.Nodes;
using NJsonSchema;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Images;
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Definitions.Kinds.Pods;
using RootfulContainers.Definitions.Kinds.Volumes;
using RootfulContainers.Platform;
using RootfulContainers.Rootfulctl.Export.Kubernetes;
using Xunit;

namespace RootfulContainers.Tests.Export;

public sealed class KubeExportTests
{
    private const string Web = "user = \"test\"\nimage = \"localhost/web\"\nnetworks = [\"shop\"]\n";

    private static readonly Lazy<Task<JsonSchema>> Schema = new(static async () =>
    {
        using var stream = typeof(KubeExportTests).Assembly.GetManifestResourceStream("kubernetes.schema.json")!;
        using var reader = new StreamReader(stream);
        return await JsonSchema.FromJsonAsync(await reader.ReadToEndAsync());
    });

    public static TheoryData<string> Keys => [.. KeyExamples.Keys];

    [Fact]
    public void Each_key_is_carried_or_has_a_reason()
    {
        var rows = ContainerKeys.All.Rows.Concat(PodKeys.All.Rows).ToList();
        Assert.All(rows, k => Assert.NotNull(KubeContainerKeys.Rules.Find(k)));
        Assert.All(VolumeKeys.All.Rows, k => Assert.NotNull(KubeClaim.Rules.Find(k)));
        Assert.All(ImageKeys.All.Rows, k => Assert.NotNull(KubeImage.Rules.Find(k)));
        var keys = rows.Select(k => k.Path).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(KubeContainerKeys.Rules.Keys, k => !keys.Contains(k));
        Assert.Equal(
            ContainerNetworkKeys.Attachment.Rows.Select(k => k.Path).Order(StringComparer.Ordinal),
            KubeContainerKeys.Attachment.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            NetworkKeys.All.Rows.Select(k => k.Path).Order(StringComparer.Ordinal),
            KubeContainerKeys.Network.Keys.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_key_changes_what_is_exported_or_a_comment_and_Kubernetes_knows_all_words(string key)
    {
        if (key == "rootfs")
        {
            Assert.Throws<HostException>(() => KubeExport.Text(Exported.Of(("app", KeyExamples.With(key)))));
            return;
        }

        var with = KubeExport.Text(Exported.Of(("app", KeyExamples.With(key))));
        await Valid(with);
        // What podman does by itself, and the kubelet too.
        if (key is not ("health.startup.retries" or "health.startup.command" or "health.command" or "autostart"))
        {
            Assert.NotEqual(KubeExport.Text(Exported.Of(("app", KeyExamples.Plain(key)))), with);
        }
    }

    [Fact]
    public async Task A_service_of_two_containers_with_all_that_it_has()
    {
        var text = KubeExport.Text(
            Exported.Of(
                (
                    "web",
                    Web
                        + """
                        command = ["serve", "$(HOME)"]
                        publish = ["8080:80", "127.0.0.1:9000:9000", "53:53/tcp,udp"]
                        env = { A = "yes", B = "1" }
                        env_files = ["/etc/web.env"]
                        secrets = ["db-password,type=env,target=PASSWORD", "key,target=/etc/key,mode=0400"]
                        volumes = ["data:/data", "/srv/www:/srv:ro", "/cache"]
                        tmpfs = ["/scratch:size=64m"]
                        shm_size = "256m"
                        read_only = true
                        memory = "512m"
                        network_aliases = ["www"]
                        service.restart = "always"
                        resources.cpu_quota = "150%"
                        security.cap_drop = ["all"]
                        security.no_new_privileges = true
                        health.command = ["curl -f http://localhost/"]
                        health.interval = "1500ms"
                        notify = "healthy"
                        """
                ),
                (
                    "cache",
                    "user = \"test\"\nimage = \"docker.io/library/redis:7\"\nnetwork_of = \"web\"\nvolumes = [\"data:/data\"]\n"
                ),
                ("shop.network", "subnets = [\"10.89.7.0/24\"]\nisolate = true\n")
            )
        );
        var objects = await Valid(text);

        Assert.Equal(
            [
                "ConfigMap web-env",
                "PersistentVolumeClaim data",
                "Deployment web",
                "Service web",
                "Service www",
                "Service web-published",
                "NetworkPolicy web",
            ],
            objects.Select(o => $"{o["kind"]} {o["metadata"]!["name"]}")
        );
        Assert.Contains(
            "# - publish: 127.0.0.1:9000:9000 is open to this machine alone",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("--from-env-file=/etc/web.env", text, StringComparison.Ordinal);
        Assert.Contains("# Network shop\n# Not carried:\n# - subnets: ", text, StringComparison.Ordinal);
        var spec = objects[2]["spec"]!["template"]!["spec"]!;
        var containers = spec["containers"]!.AsArray();
        Assert.Equal(2, containers.Count);
        var web = containers[0]!;
        Same("""["serve", "$$(HOME)"]""", web["args"]);
        Same(
            """[{ "secretRef": { "name": "web-env-file" } }, { "configMapRef": { "name": "web-env" } }]""",
            web["envFrom"]
        );
        Same(
            """[{ "name": "PASSWORD", "valueFrom": { "secretKeyRef": { "name": "db-password", "key": "db-password" } } }]""",
            web["env"]
        );
        Same("""{ "limits": { "memory": "512Mi", "cpu": "1500m" } }""", web["resources"]);
        Same(
            """
            { "readOnlyRootFilesystem": true, "allowPrivilegeEscalation": false, "capabilities": { "drop": ["ALL"] } }
            """,
            web["securityContext"]
        );
        Same(
            """{ "exec": { "command": ["/bin/sh", "-c", "curl -f http://localhost/"] }, "periodSeconds": 2, "timeoutSeconds": 30 }""",
            web["livenessProbe"]
        );
        Assert.NotNull(web["readinessProbe"]);
        Same(
            """
            [
              { "name": "secret-key", "mountPath": "/etc/key", "subPath": "key", "readOnly": true },
              { "name": "data", "mountPath": "/data" },
              { "name": "host-srv-www", "mountPath": "/srv", "readOnly": true },
              { "name": "web-cache", "mountPath": "/cache" },
              { "name": "web-scratch", "mountPath": "/scratch" },
              { "name": "web-dev-shm", "mountPath": "/dev/shm" },
              { "name": "web-run", "mountPath": "/run" },
              { "name": "web-tmp", "mountPath": "/tmp" },
              { "name": "web-var-tmp", "mountPath": "/var/tmp" }
            ]
            """,
            web["volumeMounts"]
        );
        Same("""[{ "name": "data", "mountPath": "/data" }]""", containers[1]!["volumeMounts"]);
        Same("""{ "A": "yes", "B": "1" }""", objects[0]["data"]);
        Same(
            """
            [
              { "name": "tcp-8080", "protocol": "TCP", "port": 8080, "targetPort": 80 },
              { "name": "tcp-53", "protocol": "TCP", "port": 53, "targetPort": 53 },
              { "name": "udp-53", "protocol": "UDP", "port": 53, "targetPort": 53 }
            ]
            """,
            objects[5]["spec"]!["ports"]
        );
        Same(
            """
            [
              { "from": [{ "podSelector": { "matchLabels": { "rootful-network/shop": "member" } } }] },
              {
                "ports": [
                  { "port": 80, "protocol": "TCP" },
                  { "port": 53, "protocol": "TCP" },
                  { "port": 53, "protocol": "UDP" }
                ]
              }
            ]
            """,
            objects[6]["spec"]!["ingress"]
        );
    }

    [Theory]
    [InlineData("command = [\"a\", \"b\"]", "livenessProbe", 30, 30)]
    [InlineData("command = [\"a\", \"b\"]\ninterval = \"5s\"\ntimeout = \"2s\"", "livenessProbe", 5, 2)]
    [InlineData("command = [\"a\", \"b\"]\n[health.startup]\ncommand = [\"c\", \"d\"]", "startupProbe", 30, 30)]
    [InlineData(
        "command = [\"a\", \"b\"]\n[health.startup]\ncommand = [\"c\", \"d\"]\ninterval = \"3s\"",
        "startupProbe",
        3,
        30
    )]
    public async Task A_check_has_podmans_times(string health, string probe, long period, long timeout)
    {
        var objects = await Valid(
            KubeExport.Text(Exported.Of(("web", $"{Web}service.restart = \"always\"\n[health]\n{health}\n")))
        );

        var workload = objects.Single(o => (string?)o["kind"] == "Deployment");
        var found = workload["spec"]!["template"]!["spec"]!["containers"]![0]![probe]!;
        Assert.Equal((period, timeout), ((long)found["periodSeconds"]!, (long)found["timeoutSeconds"]!));
    }

    [Theory]
    [InlineData("512m", "1G", "512Mi", "resources.memory_max is beyond memory, which holds: '1G' has no effect")]
    [InlineData("2g", "1G", "1Gi", "memory is beyond resources.memory_max, which holds: '2g' has no effect")]
    [InlineData("1g", "1G", "1Gi", null)]
    [InlineData("1g", "infinity", "1Gi", null)]
    public async Task Of_two_limits_of_memory_the_lower_one_holds(
        string own,
        string unit,
        string expected,
        string? comment
    )
    {
        var text = KubeExport.Text(
            Exported.Of(
                ("web", $"{Web}service.restart = \"always\"\nmemory = \"{own}\"\nresources.memory_max = \"{unit}\"\n")
            )
        );

        var workload = (await Valid(text)).Single(o => (string?)o["kind"] == "Deployment");
        Same(
            $$"""{ "limits": { "memory": "{{expected}}" } }""",
            workload["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]
        );
        Assert.Equal(comment is not null, text.Contains("has no effect", StringComparison.Ordinal));
        Assert.Contains(comment ?? "", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_with_a_defined_volume_an_image_and_a_build()
    {
        var text = KubeExport.Text(
            Exported.Of(
                (
                    "app.image",
                    "user = \"test\"\nimage = \"docker.io/library/caddy:2\"\npolicy = \"newer\"\nretry = 5\n"
                ),
                ("site.build", "user = \"test\"\ncontext = \"/srv/site\"\n"),
                (
                    "data.volume",
                    "user = \"test\"\ntype = \"tmpfs\"\ndevice = \"tmpfs\"\nuid = 9\nlabels.tier = \"gold\"\n"
                ),
                (
                    "shop.pod",
                    """
                    user = "test"
                    networks = ["shop"]
                    network_aliases = ["till"]
                    publish = ["8080:80"]
                    volumes = ["data:/shared"]
                    hostname = "front"
                    autostart = true
                    exit_policy = "continue"
                    """
                ),
                ("web", "user = \"test\"\nimage = \"app.image\"\npod = \"shop\"\nservice.restart = \"always\"\n"),
                ("side", "user = \"test\"\nimage = \"site.build\"\npod = \"shop\"\nstart_with_pod = false\n"),
                (
                    "migrate",
                    "user = \"test\"\nimage = \"app.image\"\npod = \"shop\"\ntype = \"job\"\nhealth.command = [\"true\"]\n"
                )
            )
        );
        var objects = await Valid(text);

        Assert.Equal(
            ["PersistentVolumeClaim data", "Deployment shop", "Service shop", "Service till", "Service shop-published"],
            objects.Select(o => $"{o["kind"]} {o["metadata"]!["name"]}")
        );
        Same(
            """
            {
              "name": "data",
              "labels": { "tier": "gold" },
              "annotations": {
                "volume.podman.io/type": "tmpfs",
                "volume.podman.io/device": "tmpfs",
                "volume.podman.io/uid": "9"
              }
            }
            """,
            objects[0]["metadata"]
        );
        var spec = objects[1]["spec"]!["template"]!["spec"]!;
        Assert.Equal("front", (string?)spec["hostname"]);
        Same("""[{ "ip": "127.0.0.1", "hostnames": ["web", "side", "migrate"] }]""", spec["hostAliases"]);
        Same(
            """
            [
              {
                "name": "web",
                "image": "docker.io/library/caddy:2",
                "imagePullPolicy": "Always",
                "ports": [{ "containerPort": 80, "protocol": "TCP" }],
                "volumeMounts": [{ "name": "data", "mountPath": "/shared" }]
              },
              {
                "name": "side",
                "image": "localhost/site",
                "imagePullPolicy": "IfNotPresent",
                "volumeMounts": [{ "name": "data", "mountPath": "/shared" }]
              }
            ]
            """,
            spec["containers"]
        );
        Assert.Equal(["migrate"], spec["initContainers"]!.AsArray().Select(c => (string?)c!["name"]));
        Assert.All(
            [
                "# Pod shop of user test\n",
                "\n# - exit_policy: ",
                "\n# - retry of app.image: ",
                "\n# site.build is not carried, ",
                "\n# - start_with_pod: ",
                "\n# - service.restart: ",
                "\n# - health: ",
                "\n# - type: podman alone",
            ],
            comment => Assert.Contains(comment, text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_pod_of_a_job_with_a_timer_is_a_CronJob()
    {
        var objects = await Valid(
            KubeExport.Text(
                Exported.Of(
                    ("shop.pod", "user = \"test\"\nnetworks = [\"shop\"]\n"),
                    (
                        "task",
                        "user = \"test\"\nimage = \"localhost/web\"\npod = \"shop\"\ntype = \"job\"\ntimer.on_calendar = \"daily\"\n"
                    )
                )
            )
        );
        Assert.Equal("CronJob", (string?)objects[0]["kind"]);
        Assert.Equal("0 0 * * *", (string?)objects[0]["spec"]!["schedule"]);
    }

    [Fact]
    public async Task Each_time_that_cron_can_say_is_a_CronJob_and_the_others_are_said()
    {
        var text = KubeExport.Text(
            Exported.Of(("task", Web + "type = \"job\"\ntimer.on_calendar = [\"daily\", \"2027-01-01\", \"*:0/15\"]\n"))
        );
        Assert.Equal(
            [("task", "0 0 * * *"), ("task-2", "*/15 * * * *")],
            (await Valid(text))
                .Where(o => (string?)o["kind"] == "CronJob")
                .Select(o => ((string?)o["metadata"]!["name"], (string?)o["spec"]!["schedule"]))
        );
        Assert.Contains("cron cannot say '2027-01-01'", text, StringComparison.Ordinal);
        Assert.Contains("two of these may run at once", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Kubernetes_has_no_object_for_is_said()
    {
        var volume = ("data.volume", "user = \"test\"\n");
        var image = ("app.image", "user = \"test\"\nimage = \"docker.io/library/caddy:2\"\n");
        Assert.Equal("PersistentVolumeClaim", (string?)(await Valid(KubeExport.Text(Exported.Of(volume))))[0]["kind"]);
        Assert.Throws<HostException>(() => KubeExport.Text(Exported.Of(image)));
        Assert.Throws<HostException>(() =>
            KubeExport.Text(Exported.Of(("shop.pod", "user = \"test\"\nnetworks = [\"shop\"]\n")))
        );
        Assert.Contains(
            "# app.image is not carried: ",
            KubeExport.Text(Exported.Of(("web", Web), image)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("", "Pod", "Never")]
    [InlineData("auto_update = \"registry\"\n", "Pod", "OnFailure")]
    [InlineData("service.restart = \"on-failure\"\n", "Pod", "OnFailure")]
    [InlineData("service.restart = \"on-failure\"\nautostart = true\n", "Deployment", null)]
    [InlineData("service.restart = \"always\"\n", "Deployment", null)]
    public async Task Who_keeps_a_pod_running(string toml, string kind, string? policy)
    {
        var workload = (await Valid(KubeExport.Text(Exported.Of(("web", Web + toml)))))[0];
        Assert.Equal(kind, (string?)workload["kind"]);
        Assert.Equal(policy, (string?)(kind == "Pod" ? workload["spec"]!["restartPolicy"] : null));
    }

    [Fact]
    public async Task What_two_containers_say_of_their_pod_is_that_of_the_first_and_the_other_is_lost()
    {
        var text = KubeExport.Text(
            Exported.Of(
                (
                    "web",
                    Web
                        + "description = \"the web\"\nservice.restart = \"always\"\n"
                        + "[labels]\ntier = \"front\"\nsame = \"s\"\n\"app.kubernetes.io/name\" = \"mine\"\n"
                        + "[annotations]\nnote = \"n\"\n"
                ),
                (
                    "cache",
                    "user = \"test\"\nimage = \"localhost/cache\"\nnetwork_of = \"web\"\ndescription = \"a cache\"\n"
                        + "[labels]\ntier = \"back\"\nsame = \"s\"\n[annotations]\nnote = \"m\"\n"
                )
            )
        );

        var metadata = (await Valid(text))[0]["spec"]!["template"]!["metadata"]!;
        Assert.Equal("front", (string?)metadata["labels"]!["tier"]);
        Assert.Equal("web", (string?)metadata["labels"]!["app.kubernetes.io/name"]);
        Assert.Equal("n", (string?)metadata["annotations"]!["note"]);
        Assert.Equal("the web", (string?)metadata["annotations"]!["kubernetes.io/description"]);
        Assert.Contains(
            "# - labels.app.kubernetes.io/name: it has the value 'web' already\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("# - labels.tier: it has the value 'front' already\n", text, StringComparison.Ordinal);
        Assert.Contains("# - annotations.note: it has the value 'n' already\n", text, StringComparison.Ordinal);
        Assert.Contains("# - description: it has the value 'the web' already\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("labels.same", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("service.restart = \"always\"\n", false)]
    public async Task That_a_container_is_started_again_as_the_owner_of_its_network_is_said(string toml, bool isLost)
    {
        var text = KubeExport.Text(
            Exported.Of(
                ("web", Web + "service.restart = \"always\"\n"),
                ("cache", "user = \"test\"\nimage = \"localhost/cache\"\nnetwork_of = \"web\"\n" + toml)
            )
        );

        await Valid(text);
        Assert.Equal(
            isLost,
            text.Contains(
                "# - service.restart: all containers of a pod are started again alike: 'always'\n",
                StringComparison.Ordinal
            )
        );
    }

    [Fact]
    public async Task An_internal_network_has_no_way_out()
    {
        var objects = await Valid(
            KubeExport.Text(
                Exported.Of(("web", Web + "publish = [\"80:80\"]\n"), ("shop.network", "internal = true\n"))
            )
        );
        var policy = objects.Single(o => (string?)o["kind"] == "NetworkPolicy")["spec"]!;
        Same("""["Ingress", "Egress"]""", policy["policyTypes"]);
        Assert.Single(policy["ingress"]!.AsArray());
    }

    [Fact]
    public async Task One_open_network_is_a_way_for_everybody()
    {
        var objects = await Valid(
            KubeExport.Text(
                Exported.Of(
                    ("web", "user = \"test\"\nimage = \"localhost/web\"\nnetworks = [\"shop\", \"open\"]\n"),
                    ("shop.network", "internal = true\n")
                )
            )
        );
        Assert.DoesNotContain(objects, o => (string?)o["kind"] == "NetworkPolicy");
    }

    [Fact]
    public async Task A_volume_of_two_pods_is_claimed_once_in_a_text_and_in_each_file()
    {
        var definitions = Exported.Of(
            ("a", Web + "volumes = [\"data:/data\"]\n"),
            ("b", Web + "volumes = [\"data:/data\"]\n")
        );
        Assert.Single(await Valid(KubeExport.Text(definitions)), IsClaim);
        foreach (var file in KubeExport.Files(definitions))
        {
            Assert.Single(await Valid(file.Text), IsClaim);
        }

        static bool IsClaim(JsonNode o) => (string?)o["kind"] == "PersistentVolumeClaim";
    }

    [Fact]
    public async Task Volumes_of_two_users_are_two()
    {
        var text = KubeExport.Text(
            Exported.Of(
                ("a", "user = \"one\"\nimage = \"localhost/web\"\nnetworks = [\"shop\"]\nvolumes = [\"data:/data\"]\n"),
                ("b", "user = \"two\"\nimage = \"localhost/web\"\nnetworks = [\"shop\"]\nvolumes = [\"data:/data\"]\n")
            )
        );
        Assert.Equal(
            ["one-data", "two-data"],
            (await Valid(text))
                .Where(o => (string?)o["kind"] == "PersistentVolumeClaim")
                .Select(o => (string?)o["metadata"]!["name"])
        );
    }

    [Theory]
    [InlineData("512m", "512Mi")]
    [InlineData("1024", "1Ki")]
    [InlineData("1000", "1000")]
    [InlineData("1G", "1Gi")]
    [InlineData("1536M", "1536Mi")]
    [InlineData("0", "0")]
    [InlineData("50%", null)]
    [InlineData("infinity", null)]
    public void Sizes(string text, string? quantity) => Assert.Equal(quantity, Quantity.Size(text));

    [Theory]
    [InlineData("daily", "0 0 * * *")]
    [InlineData("*-*-* 03:30:00", "30 3 * * *")]
    [InlineData("03:30", "30 3 * * *")]
    [InlineData("Mon..Fri 08:00", "0 8 * * MON-FRI")]
    [InlineData("Sun *-*-* 04:05", "5 4 * * SUN")]
    [InlineData("*-*-01 00:00:00", "0 0 1 * *")]
    [InlineData("*:0/15", "*/15 * * * *")]
    [InlineData("*-*-* *:05:00", "5 * * * *")]
    [InlineData("Sat..Sun 10:00", "0 10 * * SAT,SUN")]
    [InlineData("Mon,Fri..Sunday 10:00", "0 10 * * MON,FRI,SAT,SUN")]
    [InlineData("Mon..Sun 10:00", "0 10 * * *")]
    [InlineData("Mon *-*-01 00:00", null)]
    [InlineData("2027-01-01", null)]
    [InlineData("*-*-* 03:30:10", null)]
    public void Calendars(string calendar, string? schedule) => Assert.Equal(schedule, CronSchedule.Of(calendar));

    private static async Task<IReadOnlyList<JsonNode>> Valid(string yaml)
    {
        var objects = YamlDocuments.Read(yaml);
        var schema = await Schema.Value;
        Assert.All(
            objects,
            o =>
            {
                var errors = schema.Definitions[(string)o["kind"]!].Validate(o.ToJsonString());
                Assert.True(errors.Count == 0, $"{string.Join('\n', errors)}\n{yaml}");
            }
        );
        return objects;
    }

    private static void Same(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual?.ToJsonString());
}
