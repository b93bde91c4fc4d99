// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Generator.Units;

/// <summary>Everything a generator run makes, below its first directory.</summary>
internal sealed class UnitTree
{
    private readonly SortedDictionary<string, UnitFile> _files = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _links = new(StringComparer.Ordinal);

    /// <summary>In ordinal order of their paths.</summary>
    public IReadOnlyCollection<UnitFile> Files => _files.Values;

    /// <summary>Path and target, in ordinal order.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> Links => _links;

    public UnitFile Add(UnitFile file)
    {
        _files.Add(file.Path, file);
        return file;
    }

    public void AddLink(string path, string target) => _links[path] = target;
}
