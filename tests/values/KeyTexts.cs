// SPDX-License-Identifier: BSD-2-Clause
using CsCheck;

namespace RootfulContainers.Tests.Values;

/// <summary>One value of a key, with its name if the key is a map.</summary>
internal readonly record struct Entry(string? Name, string Text);

/// <summary>A key of a definition and its values.</summary>
internal sealed record KeyTexts(ConfigurationKey Key, IReadOnlyList<Entry> Entries)
{
    public IEnumerable<string> Texts => Entries.Select(e => e.Text);
}

/// <summary>Which texts each key takes: all that its check lets through, as far as texts can be made for it.</summary>
internal static class KeyGenerators
{
    private const int MostEntries = 4;

    private static readonly Dictionary<Func<string, string?>, Gen<string>> ByCheck = new()
    {
        [ValueChecks.UnitLine] = Texts.Line,
        [ValueChecks.Documentation] = Gen.Select(
            Gen.OneOf("https://", "file:/", "man:", "info:"),
            Texts.Word,
            string.Concat
        ),
        [ValueChecks.Image] = Gen.Select(Texts.Name, Texts.Word, string.Concat),
        [ValueChecks.PulledImage] = Gen.Select(Texts.Name, Texts.Word, string.Concat),
        [ValueChecks.BuildContext] = Gen.OneOf(
            Texts.Path,
            Gen.Select(Gen.Const("https://"), Texts.Word, string.Concat)
        ),
        [ValueChecks.BuildNetwork] = Texts.Word,
        [ValueChecks.BuildVolume] = Gen.Select(
            Texts.Without(Texts.Path, ":"),
            Texts.Without(Texts.Any, ":"),
            (path, rest) => $"{path}:/{rest}"
        ),
        [ValueChecks.MountOption] = Texts.WordWithout(","),
        [ValueChecks.AbsolutePath] = Texts.Path,
        [ValueChecks.OptionalPath] = Texts.Path,
        [ValueChecks.ExposedPort] = Texts.Number(1, 65535).Select(n => $"{n}/udp"),
        [ValueChecks.UnitPath] = Texts.Line.Select(t => $"/{t}"),
        [ValueChecks.Hostname] = Texts.Name,
        [ValueChecks.Word] = Texts.Word,
        [ValueChecks.ContainerUser] = Gen.Select(Texts.Name, Texts.WordWithout(":,"), string.Concat),
        [ValueChecks.NotEmpty] = Texts.NotEmpty,
        [ValueChecks.Volume] = Gen.OneOf(
            Texts.Without(Texts.Path, ":"),
            Gen.Select(
                Texts.Without(Texts.Path, ":"),
                Texts.Without(Texts.Any, ":"),
                (path, rest) => $"{path}:/{rest}"
            ),
            Gen.Select(Texts.Name, Texts.Without(Texts.Any, ":"), (name, options) => $"{name}:/{name}:{options}")
        ),
        [ValueChecks.Mount] = Texts.Without(Texts.Any, ",").Select(t => $"type=bind,src=/{t},dst=/srv/{t}"),
        [ValueChecks.Device] = Texts.Path,
        [ValueChecks.Ulimit] = Texts.Number(0, int.MaxValue).Select(n => $"nofile={n}:{n}"),
        [ValueChecks.Signal] = Gen.OneOf(Gen.OneOf("SIGHUP", "TERM", "9"), Texts.Any.Select(t => $"SIGRTMIN{t}")),
        [NetworkAttachment.CheckAlias] = Texts.Name,
        [ValueChecks.AddedHost] = Gen.Select(
            Texts.Name,
            Gen.OneOf(Texts.Address4, Texts.Address6),
            (n, a) => $"{n}:{a}"
        ),
        [ValueChecks.AddressKey] = Texts.Line.Select(t => t.Length == 0 ? "x" : t),
        [ValueChecks.Address] = Gen.OneOf(Texts.Address4, Texts.Address6),
        [ValueChecks.Domain] = Texts.Name,
        [ValueChecks.Ipv4] = Texts.Address4,
        [ValueChecks.Ipv6] = Texts.Address6,
        [NetworkAttachment.CheckMac] = Texts.Mac,
        [NetworkAttachment.CheckInterface] = Texts.Of("aZ09!\"#$&'()*+-.;<=>?@[\\]^_`{|}~", 1, 14).Select(t => $"i{t}"),
        [ValueChecks.OptionValue] = Texts.Without(Texts.Line, ","),
        [ValueChecks.NetworkName] = Texts.Of("aZ09_.-", 10, 20).Select(t => $"n{t}"),
        [ValueChecks.Capability] = Texts.Of("ABZ_", 1, 8),
        [ValueChecks.PathInList] = Texts.Without(Texts.Path, ":"),
        [ValueChecks.PathInListOrAll] = Texts.Without(Texts.Path, ":"),
        [ValueChecks.PathOrUnconfined] = Texts.Path,
        [ValueChecks.IdMap] = Texts.Number(0, 65535).Select(n => $"0:{n}:1"),
        [ValueChecks.Dependency] = Texts.Slice,
        [ValueChecks.UnitName] = Texts.Slice,
        // systemd reads who starts what only of units that are there.
        [ValueChecks.Starter] = Gen.OneOf("multi-user.target", "graphical.target", "sleep.target"),
        [ValueChecks.Slice] = Texts.Slice,
    };

    private static readonly Gen<string> _mapNames = Texts.Without(Texts.Any, "=").Select(t => $"{t}x".TrimStart());

    private static readonly Dictionary<Func<string, string?>, Gen<string>> NamesByCheck = new()
    {
        [ValueChecks.EnvironmentName] = Gen.OneOf(Texts.Of("aZ_09", 1, 8), Texts.WordWithout("=")),
        [ValueChecks.MapName] = _mapNames,
        [ValueChecks.LabelName] = _mapNames,
        [ValueChecks.SysctlName] = Texts.Of("az.09_/-", 1, 20),
        [ValueChecks.AttachmentOption] = Texts.WordWithout("=,").Select(t => $"x{t}"),
    };

    public static Gen<KeyTexts> For(ConfigurationKey key) =>
        Entries(key)
            .Select(entries => new KeyTexts(
                key,
                IsSet(key) ? [.. entries.DistinctBy(e => e.Name ?? e.Text)]
                    : key.Path == "volumes" ? [.. entries.DistinctBy(Destination)]
                    : entries
            ));

    private static string Destination(Entry volume) =>
        volume.Text.Split(':') is [_, var destination, ..] ? destination.TrimEnd('/') : volume.Text.TrimEnd('/');

    // Where a name or a network can be given only once.
    private static bool IsSet(ConfigurationKey key) => key.Kind == ValueKind.StringMap || key.Path == "networks";

    private static Gen<Entry[]> Entries(ConfigurationKey key) =>
        key.Path switch
        {
            // Must be active already.
            "depends.requisite" => List(Gen.OneOf("basic.target", "sysinit.target", "-.mount")),
            "publish" => List(
                Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, Texts.Number(1, 65535))
                    .Select((a, b, c, port) => $"127.{a}.{b}.{c}:{port}:80/udp")
            ),
            // Flags, in one word or two.
            "podman_args" => Words(Flags("--label", "x=")),
            "global_args" => Words(Flags("--log-level", "")),
            // The first word must not be empty, nor all of a check be blank.
            "health.command" or "health.startup.command" or "reload_command" => Words(
                Texts.NotEmpty.Array[1, MostEntries].Where(words => !words.All(string.IsNullOrWhiteSpace))
            ),
            "command" or "entrypoint" => Words(Texts.Any.Array[0, MostEntries]),
            // Settings that systemd keeps as they are, and lists of words.
            "systemd.unit" => Verbatim("Description"),
            "systemd.service" => Verbatim("SyslogIdentifier"),
            _ when key.Kind == ValueKind.String => Text(key).Select(t => new[] { new Entry(null, t) }),
            // What neither podman's environment nor its input can hold is refused.
            "env" => Gen.Select(
                    Gen.OneOf(Name(key), Gen.OneOf("PATH", "GOOGLE_API_KEY", "LD_PRELOAD", "http_proxy", "a.b")),
                    Text(key),
                    (n, t) => new Entry(n, ContainerVariable.Check(n, t) is null ? t : "refused")
                )
                .Where(e => ContainerVariable.Check(e.Name!, e.Text) is null)
                .Array[1, MostEntries],
            _ when key.Kind == ValueKind.StringMap => Gen.Select(Name(key), Text(key), (n, t) => new Entry(n, t)).Array[
                1,
                MostEntries
            ],
            _ => List(Text(key)),
        };

    private static Gen<Entry[]> List(Gen<string> texts) => Words(texts.Array[1, MostEntries]);

    private static Gen<Entry[]> Words(Gen<string[]> texts) =>
        texts.Select(words => words.Select(t => new Entry(null, t)).ToArray());

    // "--" as a word of its own is refused: it would end the flags.
    private static Gen<string[]> Flags(string name, string prefix) =>
        Gen.Select(
                Gen.Bool,
                Texts.Any.Select(t => prefix + t).Where(t => t != "--"),
                (one, t) => one ? new[] { $"{name}={t}" } : [name, t]
            )
            .Array[1, MostEntries]
            .Select(flags => flags.SelectMany(f => f).ToArray());

    private static Gen<Entry[]> Verbatim(string setting) =>
        Texts.Line.Select(t => new[] { new Entry(setting, t.Replace("%", "%%", StringComparison.Ordinal)) });

    private static Gen<string> Text(ConfigurationKey key) =>
        key.Check is null ? Texts.Any : Accepted(key, ByCheck.GetValueOrDefault(key.Check), key.Check);

    private static Gen<string> Name(ConfigurationKey key) =>
        Accepted(key, NamesByCheck.GetValueOrDefault(key.CheckName!), key.CheckName!);

    private static Gen<string> Accepted(ConfigurationKey key, Gen<string>? texts, Func<string, string?> check) =>
        (texts ?? throw new NotSupportedException($"'{key}': say here which texts its check lets through")).Where(t =>
            check(t) is null
        );
}
