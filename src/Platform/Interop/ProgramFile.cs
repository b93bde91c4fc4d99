// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Platform.Interop;

/// <summary>Where a program is.</summary>
internal static class ProgramFile
{
    /// <returns>Its path, or null when no directory of $PATH has it.</returns>
    public static string? TryFind(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Join(directory, program))
            .FirstOrDefault(File.Exists);

    public static string Find(string program) =>
        TryFind(program) ?? throw new HostException($"{program} is not installed");
}
