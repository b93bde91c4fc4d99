// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using RootfulContainers.Rootfulctl.Containers;
using Xunit;

namespace RootfulContainers.Tests;

public sealed partial class ConfigurationFileTests
{
    [Fact]
    public void A_directory_for_definitions_can_be_read_by_everybody_whatever_the_mask()
    {
        var root = Directory.CreateTempSubdirectory("rootful-containers-").FullName;
        var mask = umask(0x3f);
        try
        {
            ConfigurationFile.MakeDirectory($"{root}/definitions/web.toml.d");
        }
        finally
        {
            _ = umask(mask);
        }

        Assert.Equal(
            ["0755", "0755", "0700"],
            new[] { $"{root}/definitions/web.toml.d", $"{root}/definitions", root }.Select(p =>
                $"0{Convert.ToString((int)File.GetUnixFileMode(p), 8)}"
            )
        );
        Directory.Delete(root, recursive: true);
    }

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);
}
