// SPDX-License-Identifier: BSD-2-Clause
using System.Reflection;

namespace RootfulContainers.Tests.Snapshots;

internal static class Repository
{
    public static readonly string Root = Assembly
        .GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepoRoot")
        .Value!;
}
