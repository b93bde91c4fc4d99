// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Tests.Values;

/// <summary>What podman must get of a volume, an image or a build; nothing here knows the generator.</summary>
internal sealed class PrerequisiteExpectation
{
    private readonly PrerequisiteDefinition _definition;
    private readonly string _unit;
    private readonly List<string> _global = [];
    private readonly FlagList _flags = new();
    private readonly List<string> _tail;

    public PrerequisiteExpectation(PrerequisiteDefinition definition, string name)
    {
        (_definition, _unit) = (definition, $"rootful-{definition.Kind}@{name}.service");
        if (definition.Kind == "build")
        {
            _flags.Add("tag", definition.Text("tag") ?? $"localhost/{name}");
        }

        foreach (var texts in definition.Keys)
        {
            Add(texts);
        }

        if (definition.Kind == "volume")
        {
            AddVolume();
        }

        _global.AddRange(definition.Texts("global_args"));
        _tail = [.. definition.Texts("podman_args"), Last(name)];
    }

    /// <summary>Everything that is not as it should be, of a start and of a reload.</summary>
    public IEnumerable<string> Failures(Recording recording) =>
        Failures(recording.Call(_unit))
            .Concat(Failures(recording.Call($"{_unit}.reload")).Select(f => $"reload: {f}"))
            .Concat(
                _definition
                    .Keys.Where(k => k.Key.Path == "env")
                    .SelectMany(k => k.Entries)
                    .Select(e => $"{e.Name}={e.Text}")
                    .Except(recording.Call($"{_unit}.environment"), StringComparer.Ordinal)
                    .Select(v => $"variable {v}: not in the environment")
            );

    private IEnumerable<string> Failures(string[] words)
    {
        string[] start = [.. _global, .. Command];
        var flags = words.Skip(start.Length).SkipLast(_tail.Count);
        return Recording
            .Same("before the flags", start, words.Take(start.Length))
            .Concat(Recording.Same("after the flags", _tail, words.TakeLast(_tail.Count)))
            .Concat(_flags.Differences(new FlagList().AddRange(flags)));
    }

    private string[] Command =>
        _definition.Kind switch
        {
            "volume" => ["volume", "create", "--ignore"],
            "image" => ["image", "pull"],
            _ => ["build"],
        };

    private string Last(string name) =>
        _definition.Kind switch
        {
            "volume" => name,
            "image" => _definition.Text("image") ?? Definition.DefaultImage,
            _ => Context,
        };

    private string Context => _definition.Text("context") ?? PrerequisiteDefinition.DefaultContext;

    private void Add(KeyTexts texts)
    {
        var (place, flag) = (texts.Key.Target.Place, texts.Key.Target.Name);
        var values = texts.Entries.Select(e => e.Name is null ? e.Text : $"{e.Name}={e.Text}");
        switch (place, texts.Key.Path)
        {
            case (_, "tag" or "image" or "driver" or "type" or "device" or "options" or "context"):
                break; // seen to where the words around them are
            case (_, "file"):
                _flags.AddRange(values.Select(v => $"--file={Expectation.Csv(InContext(v))}"));
                break;
            case (_, "ignore_file"):
                _flags.AddRange(values.Select(v => $"--ignorefile={InContext(v)}"));
                break;
            case (_, "env"):
                _flags.AddRange(texts.Entries.Select(e => $"--env={e.Name}"));
                break;
            case (TargetPlace.PodmanFlag, _):
                _flags.AddRange(values.Select(v => $"--{flag}={v}"));
                break;
            case (TargetPlace.PodmanListFlag, _):
                _flags.AddRange(values.Select(v => $"--{flag}={Expectation.Csv(v)}"));
                break;
            case (TargetPlace.GlobalFlag, _):
                _global.AddRange(values.Select(v => $"--{flag}={v}"));
                break;
            case (_, "podman_args" or "global_args" or "description" or "systemd.unit" or "systemd.service"):
                break; // words around the flags, and what the other kinds have in the same way
            default:
                throw new NotSupportedException(
                    $"'{texts.Key}' of a {_definition.Kind}: say here where its values must arrive"
                );
        }
    }

    private void AddVolume()
    {
        if (_definition.Text("driver") is { } driver)
        {
            _flags.Add("driver", driver);
        }

        if (_definition.Text("image") is { } image)
        {
            _flags.Add("driver", "image").Add("opt", $"image={image}");
        }

        if (_definition.Text("type") is { } type)
        {
            _flags.Add("opt", $"type={type}");
        }

        var device = _definition.Text("device") ?? (_definition.Has("type") ? "tmpfs" : null);
        if (device is not null)
        {
            _flags.Add("opt", $"device={device}");
        }

        if (_definition.Has("options"))
        {
            _flags.Add("opt", $"o={string.Join(',', _definition.Texts("options"))}");
        }
    }

    // Without a directory it is podman that looks for it.
    private string InContext(string path) =>
        path.StartsWith('/') || !Context.StartsWith('/') ? path
        : Context.EndsWith('/') ? Context + path
        : $"{Context}/{path}";
}
