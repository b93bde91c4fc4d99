// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using System.Text.Json.Nodes;
using RootfulContainers.Definitions;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Export;
using RootfulContainers.Rootfulctl.Export.Ansible;
using Xunit;

namespace RootfulContainers.Tests.Export;

public sealed class PlaybookTests
{
    private const string Web =
        "user = \"test\"\nimage = \"localhost/web\"\nnetworks = [\"shop\"]\nsecrets = [\"key,type=env\"]\nvolumes = [\"/srv/www:/srv\"]\n";

    private static readonly ExportedDefinitions Definitions = Exported.Of(("web", Web)) with
    {
        Files =
        [
            new PlaybookFile("web.toml", Web, "test", "0640", ["web"]),
            new PlaybookFile("web.toml.d/10-name.toml", "description = \"{{ x }}\"\n", "root", "0644", ["web"]),
        ],
    };

    [Fact]
    public void Each_file_is_installed_as_it_is()
    {
        var tasks = Play["tasks"]!.AsArray();
        var files = tasks.Select(t => t!["ansible.builtin.copy"]).OfType<JsonNode>().ToList();
        Assert.Equal([Web, "description = \"{{ x }}\"\n"], files.Select(f => (string?)f["content"]));
        Assert.Equal("/etc/rootful-containers.d/web.toml.d/10-name.toml", (string?)files[1]["dest"]);
        Assert.Equal(["0640", "0644"], files.Select(f => (string?)f["mode"]));
        Assert.Equal(["test", "root"], files.Select(f => (string?)f["group"]));
    }

    [Fact]
    public void What_Ansible_would_take_for_its_own_is_marked()
    {
        var text = Playbook.Text(Definitions);
        Assert.Contains("content: !unsafe \"description", text, StringComparison.Ordinal);
        Assert.DoesNotContain("!unsafe |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_need_not_be_there_is_not_needed()
    {
        var text = Playbook.Text(Exported.Of(("web", "env_files = [\"-/etc/y.env\", \"/etc/x.env\"]\n" + Web)));

        Assert.Contains("# Needs beforehand: /etc/x.env, for container web\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("y.env", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_playbook_does_not_bring_is_said()
    {
        var text = Playbook.Text(Definitions);
        Assert.Contains("# Needs beforehand: podman secret key of user test\n", text, StringComparison.Ordinal);
        Assert.Contains("# Needs beforehand: /srv/www, for container web\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_account_comes_first_and_the_start_last()
    {
        var tasks = Play["tasks"]!.AsArray();
        Assert.Equal(
            """["rootfulctl","user","add","test"]""",
            tasks[0]!["ansible.builtin.command"]!["argv"]!.ToJsonString()
        );
        Assert.Equal(
            """{"name":"rootful-container@web.service","state":"started"}""",
            tasks[^1]!["ansible.builtin.systemd_service"]!.ToJsonString()
        );
        Assert.Equal("flush_handlers", (string?)tasks[^2]!["ansible.builtin.meta"]);
        Assert.Equal(
            ["Have systemd read the definitions", "Restart web"],
            Play["handlers"]!.AsArray().Select(h => (string?)h!["name"])
        );
    }

    [Fact]
    public void What_a_container_names_comes_along_and_a_timer_is_what_starts()
    {
        var definitions = Exported.Of(
            ("site.build", "user = \"other\"\ncontext = \"/srv/site\"\n"),
            ("shop.pod", "user = \"test\"\nnetworks = [\"shop\"]\n"),
            ("late", "user = \"test\"\nimage = \"a\"\npod = \"shop\"\nstart_with_pod = false\n"),
            (
                "task",
                "user = \"test\"\nimage = \"a\"\nnetworks = [\"shop\"]\ntype = \"job\"\ntimer.on_calendar = \"daily\"\n"
            ),
            ("once", "user = \"test\"\nimage = \"a\"\nnetworks = [\"shop\"]\ntype = \"job\"\n")
        );
        var play = Assert.Single(YamlDocuments.Read(Playbook.Text(definitions)))[0]!;

        Assert.Equal(
            ["rootful-container@shop.service", "rootful-container@task.timer"],
            play["tasks"]!
                .AsArray()
                .Select(t => (string?)t!["ansible.builtin.systemd_service"]?["name"])
                .OfType<string>()
        );
        Assert.Equal(
            ["other", "test"],
            play["tasks"]!
                .AsArray()
                .Select(t => (string?)t!["ansible.builtin.command"]?["argv"]?[3])
                .OfType<string>()
                .Where(a => a != "shop")
        );
        Assert.Contains(
            "# Needs beforehand: /srv/site, for site.build\n",
            Playbook.Text(definitions),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_instance_comes_as_its_template_and_a_link_to_it()
    {
        const string Etc = "/etc/rootful-containers.d/";
        var files = PlaybookFile.Together(
            new[] { "1", "2" }.SelectMany(i =>
                PlaybookFile.Of(
                    TemplateName
                        .Parse($"w@{i}.toml")!
                        .Source(
                            [
                                new SourceText(Etc + "w@.toml", Encoding.UTF8.GetBytes(Web)),
                                new SourceText(Etc + "w@.toml.d/10-a.toml", "b = 1"u8.ToArray()),
                                new SourceText(Etc + $"w-{i}.toml.d/20-c.toml", "d = 1"u8.ToArray()),
                            ],
                            $"{Etc}w@{i}.toml"
                        ),
                    [$"w-{i}"],
                    static _ => ("root", "0644")
                )
            )
        );
        var definitions = Exported.Of(("w-1", Web), ("w-2", Web)) with { Files = [.. files] };
        var tasks = Assert.Single(YamlDocuments.Read(Playbook.Text(definitions)))[0]!["tasks"]!.AsArray();

        Assert.Equal(
            ["w@.toml", "w@.toml.d/10-a.toml", "w-1.toml.d/20-c.toml", "w-2.toml.d/20-c.toml"],
            tasks
                .Select(t => (string?)t!["ansible.builtin.copy"]?["dest"])
                .OfType<string>()
                .Select(d => d[Etc.Length..])
        );
        Assert.Equal(
            [
                """{"path":"/etc/rootful-containers.d/w@1.toml","src":"w@.toml","state":"link"}""",
                """{"path":"/etc/rootful-containers.d/w@2.toml","src":"w@.toml","state":"link"}""",
            ],
            tasks
                .Select(t => t!["ansible.builtin.file"])
                .Where(f => (string?)f?["state"] == "link")
                .Select(f => f!.ToJsonString())
        );
        Assert.Equal(
            """["Have systemd read the definitions","Restart w-1","Restart w-2"]""",
            tasks.First(t => t!["ansible.builtin.copy"] is not null)!["notify"]!.ToJsonString()
        );
    }

    private static JsonNode Play => Assert.Single(YamlDocuments.Read(Playbook.Text(Definitions)))[0]!;
}
