// SPDX-License-Identifier: BSD-2-Clause
using System.Reflection;

namespace RootfulContainers.Tests.Fuzz;

internal static class Places
{
    public static readonly string Repository = Assembly
        .GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepoRoot")
        .Value!;

    /// <summary>Inputs that failed.</summary>
    public static readonly string Findings = Path.Combine(Repository, "artifacts/fuzz");

    /// <summary>This program once more, with assemblies that count branches.</summary>
    public static readonly string Instrumented = Path.Combine(Repository, "artifacts/fuzz/bin");

    /// <summary>Units of accepted definitions, laid out like the snapshots.</summary>
    public static readonly string Units = Path.Combine(Repository, "artifacts/fuzz/units");
}
