// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.Text;

namespace RootfulContainers.Tests.Values;

/// <summary>A booted host whose service managers read definitions and run their units, with a recorder for podman.</summary>
/// <param name="enter">The program that runs a command in the host, and the host's name.</param>
internal sealed class TestHost(string[] enter)
{
    // A name that was just used would meet the limit of starts.
    private int _names;

    public int Values { get; private set; }

    /// <summary>What is wrong with each of the definitions.</summary>
    public List<string[]> Run(IReadOnlyList<PrerequisiteDefinition> definitions)
    {
        var named = definitions.Select(d => (Name: $"value-{_names++}", Definition: d)).ToList();
        Values += definitions.Sum(d => d.Count);
        var files = named.ToDictionary(n => $"definitions/{n.Name}.{n.Definition.Kind}.toml", n => n.Definition.Toml());
        var recording = Record(files, []);
        return named.ConvertAll(n => new PrerequisiteExpectation(n.Definition, n.Name).Failures(recording).ToArray());
    }

    /// <summary>What is wrong with each of the definitions.</summary>
    public List<string[]> Run(IReadOnlyList<Definition> definitions)
    {
        var named = definitions.Select(d => (Name: $"value-{_names++}", Definition: d)).ToList();
        var expected = named.ConvertAll(n => new Expectation(n.Definition, n.Name));
        var properties = expected.SelectMany(e => e.Properties).Select(p => p.Property).Distinct().ToList();
        Values += definitions.Sum(d => d.Count);
        var files = named.ToDictionary(n => $"definitions/{n.Definition.File(n.Name)}", n => n.Definition.Toml(n.Name));
        var recording = Record(files, properties);
        return named.Zip(expected, (n, e) => recording.Failures(n.Name, e).ToArray()).ToList();
    }

    private Recording Record(Dictionary<string, string> files, IReadOnlyList<UnitProperty> properties)
    {
        files.Add("properties", string.Concat(properties.Select(p => $"{p}\n")));
        var recorded = Exchange(files);
        var answers = Encoding.UTF8.GetString(recorded["answers"]).Split('\n');
        return new Recording(
            Recorded(isInput: false).ToDictionary(r => r.Key, r => Words(r.Value), StringComparer.Ordinal),
            Recorded(isInput: true)
                .ToDictionary(r => r.Key, r => Encoding.UTF8.GetString(r.Value), StringComparer.Ordinal),
            properties.Zip(answers).ToDictionary(a => a.First, a => a.Second)
        );

        IEnumerable<KeyValuePair<string, byte[]>> Recorded(bool isInput) =>
            recorded.Where(r => r.Key.EndsWith(".input", StringComparison.Ordinal) == isInput);
    }

    private Dictionary<string, byte[]> Exchange(Dictionary<string, string> files)
    {
        var start = new ProcessStartInfo(enter[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var word in enter[1..])
        {
            start.ArgumentList.Add(word);
        }

        using var process = Process.Start(start)!;
        using (var writer = new TarWriter(process.StandardInput.BaseStream))
        {
            foreach (var (name, text) in files)
            {
                var data = new MemoryStream(Encoding.UTF8.GetBytes(text));
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
            }
        }

        var recorded = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var reader = new TarReader(process.StandardOutput.BaseStream);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data)
            {
                var content = new MemoryStream();
                data.CopyTo(content);
                recorded.Add(Path.GetFileName(entry.Name), content.ToArray());
            }
            else if (entry.EntryType == TarEntryType.RegularFile)
            {
                recorded.Add(Path.GetFileName(entry.Name), []);
            }
        }

        process.WaitForExit();
        return process.ExitCode == 0
            ? recorded
            : throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"the host's part ended with {process.ExitCode}")
            );
    }

    private static string[] Words(byte[] content) => Encoding.UTF8.GetString(content).Split('\0')[..^1];
}
