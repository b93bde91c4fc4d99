// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>What a compose file and those that it includes define together, by the names that they use.</summary>
internal sealed class ComposeModel
{
    public Dictionary<string, (string Name, ComposeMap Service)> Services { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Networks { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Volumes { get; } = new(StringComparer.Ordinal);

    /// <summary>What another service needs one to be: "healthy" or "job".</summary>
    public Dictionary<string, string> Wanted { get; } = new(StringComparer.Ordinal);

    /// <summary>The paths of all of them.</summary>
    public HashSet<string> Files { get; } = new(StringComparer.Ordinal);

    public List<ComposeMap> Roots { get; } = [];

    /// <summary>What the build of a service is called.</summary>
    public Dictionary<string, string> Builds { get; } = new(StringComparer.Ordinal);

    /// <summary>The same by the image that it makes.</summary>
    public Dictionary<string, string> Built { get; } = new(StringComparer.Ordinal);

    /// <summary>Volumes that nobody knows the name of, with the variable in it that has no value.</summary>
    public Dictionary<string, string> Nameless { get; } = new(StringComparer.Ordinal);

    /// <summary>What there is to say of the whole, at the first of its definitions.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>What the whole does without.</summary>
    public List<string> Losses { get; } = [];

    /// <summary>One of the secrets or configs.</summary>
    public ComposeMap? Find(string kind, string name) =>
        Roots.Select(r => (r[kind] as ComposeMap)?[name] as ComposeMap).FirstOrDefault(f => f is not null);
}
