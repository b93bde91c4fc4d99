// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Platform;

/// <summary>A file that others may remove at any time.</summary>
internal static class OptionalFile
{
    /// <returns>Null when it is not there.</returns>
    public static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
