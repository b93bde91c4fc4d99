// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Users;
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
        Assert.Contains("image = \"b:1-3\"", files[2].Text, StringComparison.Ordinal);
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

    private static (IReadOnlyList<ImportedFile> Files, Importer Importer) Import(string text) =>
        Import(("compose.yaml", text));

    private static (IReadOnlyList<ImportedFile> Files, Importer Importer) Import(
        params (string Name, string Text)[] files
    )
    {
        var importer = new Importer(new ImportOwner("test", 1000, "/home/test"));
        return (
            importer.Import([
                .. files.Select(f => new SourceFile(
                    $"/q/{f.Name}",
                    f.Text,
                    null,
                    f.Name.EndsWith(".env", StringComparison.Ordinal)
                )),
            ]),
            importer
        );
    }
}
