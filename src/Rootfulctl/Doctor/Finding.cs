// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Doctor;

internal enum Severity
{
    Warning,

    /// <summary>Something does not work, or will not at the next start.</summary>
    Error,
}

/// <summary>Something that is not as it should be.</summary>
/// <param name="What">What is the case.</param>
/// <param name="Why">What comes of it.</param>
/// <param name="Remedy">The command that mends it, or what a person has to do.</param>
internal sealed record Finding(Severity Severity, string What, string Why, string Remedy)
{
    /// <summary>Does what mends it, where that is safe whatever runs, and says what was done.</summary>
    public Func<string>? Fix { get; init; }

    public static Finding Error(string what, string why, string remedy) => new(Severity.Error, what, why, remedy);

    public static Finding Warning(string what, string why, string remedy) => new(Severity.Warning, what, why, remedy);

    public string Word => Severity == Severity.Error ? "error" : "warning";

    public Tone Tone => Severity == Severity.Error ? Tone.Bad : Tone.Warning;
}

/// <summary>A finding, with what found it.</summary>
/// <param name="Subject">The container or user that it is about; null for the host.</param>
/// <param name="Done">What was done about it; null when nothing was.</param>
internal sealed record Result(Check Check, string? Subject, Finding Finding, string? Done = null);
