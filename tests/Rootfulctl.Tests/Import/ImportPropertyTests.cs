// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using CsCheck;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Definitions.Toml;
using RootfulContainers.Rootfulctl.Import;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Users;
using Xunit;

namespace RootfulContainers.Tests.Import;

/// <summary>Whatever stands in a source: the import ends, and what it writes is TOML.</summary>
public sealed class ImportPropertyTests
{
    private static readonly string[] Sections =
    [
        "Unit",
        "Container",
        "Pod",
        "Volume",
        "Network",
        "Build",
        "Image",
        "Service",
        "Install",
        "Timer",
    ];

    private static readonly string[] Keys =
    [
        "Image",
        "Exec",
        "Environment",
        "Label",
        "Volume",
        "Mount",
        "Network",
        "PublishPort",
        "PodmanArgs",
        "HealthCmd",
        "User",
        "IP",
        "AddHost",
        "Entrypoint",
        "After",
        "Requires",
        "WantedBy",
        "Description",
        "ConditionPathExists",
        "ExecStartPre",
        "Restart",
        "MemoryMax",
        "Type",
        "Subnet",
        "Gateway",
        "Options",
        "File",
        "OnCalendar",
        "ReloadCmd",
        "ExecReload",
    ];

    private static readonly Gen<string> Value = Gen.Frequency(
        (3, Gen.String),
        (
            3,
            OneOf(
                "a:b",
                "%h/x:/y",
                "%%",
                "%i ${A} $$B",
                "\"a b\" c",
                "x.network:ip=10.0.0.1,alias=q",
                "host",
                "--cpus=2 -p80:80",
                "a\\",
                "'",
                "[\"a\"",
                "",
                "# x",
                "1s",
                "yes"
            )
        ),
        (1, Gen.Select(Gen.String, Gen.String, (a, b) => $"{a}={b}"))
    );

    private static readonly Gen<string> Line = Gen.OneOf(
        OneOf(Sections).Select(s => $"[{s}]"),
        Gen.Select(OneOf(Keys), Value, (k, v) => $"{k}={v}"),
        Gen.String,
        Gen.String.Select(s => $"# {s}")
    );

    private static readonly string[] Names =
    [
        "a.container",
        "a@.container",
        "b.pod",
        "c.network",
        "d.volume",
        "e.image",
        "f.build",
        "a.timer",
        "g.kube",
        "h.quadlets",
        "i.service",
    ];

    [Fact]
    public void Of_a_file_of_Quadlets() =>
        Gen.Select(OneOf(Names), Line.Array[0, 12])
            .Sample((name, lines) => Check(name, string.Join('\n', lines)), iter: 3000);

    [Fact]
    public void Of_a_compose_file() =>
        Gen.Select(
                OneOf(
                    "image",
                    "ports",
                    "volumes",
                    "environment",
                    "networks",
                    "depends_on",
                    "build",
                    "healthcheck",
                    "deploy",
                    "command",
                    "extends"
                ),
                Value,
                Gen.Bool
            )
            .Array[0, 6]
            .Sample(
                entries =>
                    Check(
                        "compose.yaml",
                        "services:\n  a:\n    image: x\n"
                            + string.Concat(
                                entries.Select(e => $"    {e.Item1}: {(e.Item3 ? $"[{e.Item2}]" : e.Item2)} # c\n")
                            )
                    ),
                iter: 2000
            );

    [Fact]
    public void Of_a_command() =>
        Gen.OneOf(Value, OneOf("-d", "-p", "--name", "--network=x", "-v", "--", "--rm", "-itp80:80", "--unknown"))
            .Array[0, 8]
            .Sample(words => CheckFiles(New().Import(["podman", "run", .. words], "/d", "a command")), iter: 3000);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Importer New() => new(new ImportOwner("test", 1000, "/home/test"));

    private static void Check(string name, string text)
    {
        try
        {
            CheckFiles(New().Import([new SourceFile($"/q/{name}", text)]));
        }
        catch (FormatException e) when (name == "compose.yaml")
        {
            // It says where.
            Assert.StartsWith("/q/compose.yaml:", e.Message, StringComparison.Ordinal);
        }
    }

    private static void CheckFiles(IReadOnlyList<ImportedFile> files)
    {
        foreach (var file in files)
        {
            var errors = new List<Diagnostic>();
            TomlReader.ReadMerged(
                new DefinitionSource(file.Name, [new SourceText(file.Name, Encoding.UTF8.GetBytes(file.Text))]),
                errors
            );
            Assert.Empty(errors);
        }
    }
}
