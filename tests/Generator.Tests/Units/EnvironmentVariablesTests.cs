// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using CsCheck;

namespace RootfulContainers.Tests.Units;

public class EnvironmentVariablesTests
{
    private static readonly string[] Known =
    [
        .. "PATH HOME TERM TZ GODEBUG GOOGLE_API_KEY GOPATH GO LD_PRELOAD LD_LIBRARY_PATH ld_preload LC_ALL XDG_DATA_HOME TMPDIR".Split(
            ' '
        ),
        .. "HTTP_PROXY https_proxy CONTAINERS_CONF CONTAINER_HOST CONTAINERIZED PODMAN_USERNS DOCKER_CONFIG SSL_CERT_FILE".Split(
            ' '
        ),
        .. "LANGUAGE_TOOL_KEY HOMEASSISTANT_TOKEN USERNAME TERMINAL a.b spring.datasource.password 1st x-y * A* ä".Split(
            ' '
        ),
    ];

    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.OneOf(Known),
        Gen.Select(Gen.OneOf(Known), Gen.String[Gen.Char["AZaz09_.-"], 0, 4], string.Concat),
        Gen.String[Gen.Char["AZaz09_.-*#\\%$\"'ä"], 1, 6]
    );

    private static readonly Gen<string> Values = Gen.OneOf(
            Gen.OneOf(
                "%h",
                "\\n",
                "\\",
                " ",
                "\t",
                "\n",
                "\r",
                "\u0001",
                "\"",
                "'",
                "#",
                "=",
                "$HOME",
                "ä",
                "\ufdd0",
                "🦊",
                "x"
            ),
            Gen.String[Gen.Char["a= \t\\%"], 0, 3]
        )
        .Array[0, 6]
        .Select(string.Concat);

    [Fact]
    public void No_value_of_a_variable_is_an_argument_whatever_its_name_and_each_arrives_or_is_refused()
    {
        Gen.Select(Names, Values)
            .Sample(
                (name, value) =>
                {
                    if (ValueChecks.EnvironmentName(name) is not null)
                    {
                        return;
                    }

                    var reason = ContainerVariable.Check(name, value);
                    if (reason is not null)
                    {
                        Assert.True(
                            name.StartsWith('#') || value.AsSpan().ContainsAny('\n', '\r'),
                            $"{name}: {reason}"
                        );
                        return;
                    }

                    var (arguments, environment, file) = Plan(name, value);
                    // What names alone can be: --env=NAME and --env-file=/dev/stdin.
                    Assert.Single(arguments);
                    if (arguments[0] == "--env-file=/dev/stdin")
                    {
                        Assert.Empty(environment);
                        Assert.Equal((name, value), Assert.Single(ReadAsPodman(file)));
                    }
                    else
                    {
                        Assert.Equal($"--env={name}", arguments[0]);
                        Assert.Equal(UnitText.Word($"{name}={value}"), Assert.Single(environment));
                        Assert.Empty(file);
                    }
                },
                iter: 20_000
            );
    }

    [Theory]
    [InlineData("LD_PRELOAD")]
    [InlineData("LD_LIBRARY_PATH")]
    [InlineData("LC_ALL")]
    [InlineData("PATH")]
    [InlineData("HOME")]
    [InlineData("GODEBUG")]
    [InlineData("XDG_RUNTIME_DIR")]
    [InlineData("http_proxy")]
    [InlineData("CONTAINERS_CONF_OVERRIDE")]
    [InlineData("_CONTAINERS_USERNS_CONFIGURED")]
    [InlineData("NOTIFY_SOCKET")]
    [InlineData("SSL_CERT_FILE")]
    public void What_podman_reads_itself_is_not_in_its_environment(string name)
    {
        Assert.False(ContainerVariable.IsInherited(name, "value"));
    }

    [Theory]
    [InlineData("GOOGLE_API_KEY")]
    [InlineData("USERNAME")]
    [InlineData("HOMEASSISTANT_TOKEN")]
    [InlineData("CONTAINERIZED")]
    [InlineData("TERMINAL_KEY")]
    [InlineData("PATHS")]
    public void A_name_that_only_begins_like_one_of_podmans_may_have_many_lines(string name)
    {
        Assert.Null(ContainerVariable.Check(name, "-----BEGIN KEY-----\nAAAA\n"));
    }

    [Theory]
    [InlineData("env.HTTP_PROXY = \"a\\nb\"", "web.toml:4:18: 'env.HTTP_PROXY': this value cannot be kept out")]
    [InlineData("env.\"a.b\" = \"a\\nb\"", "web.toml:4:13: 'env.a.b': this value cannot be kept out")]
    [InlineData("env.A = \"a\\n\\u0001\"", "web.toml:4:9: 'env.A': this value cannot be kept out")]
    [InlineData("env.\"#A\" = \"a\"", "web.toml:4:12: 'env.#A': a name that begins with '#'")]
    public void What_neither_way_can_hold_is_an_error_with_its_place_and_without_the_value(string line, string expected)
    {
        var message = Assert.Single(Decode(line)).ToString();

        Assert.StartsWith(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("a\\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_podman_would_not_read_is_an_error()
    {
        Assert.Null(ContainerVariable.Check("PATH", new string('x', 65_000)));
        Assert.NotNull(ContainerVariable.Check("PATH", new string('x', 65_531)));
        Assert.NotNull(ContainerVariable.Check("PATH", new string('ä', 33_000)));
        Assert.Null(ContainerVariable.Check("A", new string('x', 100_000)));
    }

    [Theory]
    [InlineData("--env=A=b")]
    [InlineData("--env")]
    [InlineData("-eA=b")]
    [InlineData("-ite")]
    public void Variables_are_no_arguments_of_podman_args_either(string word)
    {
        var message = Assert.Single(Decode($"podman_args = [\"{word}\"]")).Message;

        Assert.Contains("use [env]", message, StringComparison.Ordinal);
    }

    private static List<Diagnostic> Decode(string line)
    {
        Assert.True(ContainerName.TryParse("web", out var name, out _));
        var text = $"user = \"test\"\nimage = \"localhost/web\"\nnetworks = [\"rootful0\"]\n{line}\n";
        var source = new DefinitionSource("web.toml", [new SourceText("web.toml", Encoding.UTF8.GetBytes(text))]);
        return ContainerDecoder.Decode(name, source).Diagnostics;
    }

    private static (string[] Arguments, string[] Environment, string[] File) Plan(string name, string value)
    {
        var service = new UnitSection("Service");
        var command = new CommandLine("podman");
        var position = SourcePosition.WholeFile("web.toml");
        EnvironmentVariables.Add(service, command, [new SettingValue(value, position, name)]);
        var text = new StringBuilder();
        service.Render(text);
        var lines = text.ToString().Split('\n');
        return (command.ToString().Split(' ')[1..], Values("Environment"), Values("StandardInputText"));

        string[] Values(string directive) =>
            [
                .. lines
                    .Where(l => l.StartsWith(directive + "=", StringComparison.Ordinal))
                    .Select(l => l[(directive.Length + 1)..]),
            ];
    }

    // systemd strips and unescapes a line, and podman reads what comes out.
    private static IEnumerable<(string Name, string Value)> ReadAsPodman(IEnumerable<string> lines)
    {
        foreach (
            var line in string.Concat(lines.Select(l => Unescape(l.Trim(' ', '\t', '\n', '\r')) + "\n")).Split('\n')[
                ..^1
            ]
        )
        {
            var text = line.TrimEnd('\r').TrimStart(' ', '\t');
            if (text.Length > 0 && text[0] != '#')
            {
                var (name, value) = ValueChecks.Cut(text, '=');
                yield return (name, value!);
            }
        }
    }

    private static string Unescape(string line)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < line.Length; )
        {
            switch (line[i])
            {
                case '\\':
                    Assert.Equal('x', line[i + 1]);
                    bytes.Add(byte.Parse(line.AsSpan(i + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 4;
                    break;
                case '%':
                    Assert.Equal('%', line[i + 1]);
                    bytes.Add((byte)'%');
                    i += 2;
                    break;
                default:
                    var length = char.IsHighSurrogate(line[i]) ? 2 : 1;
                    bytes.AddRange(Encoding.UTF8.GetBytes(line.Substring(i, length)));
                    i += length;
                    break;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
