// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>podman, and what takes the same words.</summary>
internal static class PodmanProgram
{
    private static readonly string[] Names = ["podman", "docker", "nerdctl"];

    public static bool Is(string word) => Names.Contains(System.IO.Path.GetFileName(word), StringComparer.Ordinal);
}
