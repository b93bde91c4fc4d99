// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;

namespace RootfulContainers.Tests;

public sealed class NativeFileTests : IDisposable
{
    private const int Limit = 100_000;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(50_000)]
    [InlineData(Limit)]
    public void A_file_of_any_size_is_read_whole(int size)
    {
        var bytes = Bytes(size);

        Assert.Equal(bytes, NativeFile.Read(_path, Limit));
    }

    [Fact]
    public void A_file_beyond_the_limit_is_cut_there()
    {
        var bytes = Bytes(Limit + 1);

        Assert.Equal(bytes[..Limit], NativeFile.Read(_path, Limit));
    }

    [Fact]
    public void A_file_that_does_not_tell_its_size_is_read_whole()
    {
        // The kernel says 0 for files in /proc. This one is large, and stays as it is.
        var command = new ProcessStartInfo("sleep", "60") { Environment = { ["LARGE"] = new string('x', 100_000) } };
        using var process = Process.Start(command)!;
        try
        {
            var read = NativeFile.Read($"/proc/{process.Id}/environ", 1 << 20);

            Assert.Equal(File.ReadAllBytes($"/proc/{process.Id}/environ"), read);
            Assert.True(read.Length > 100_000);
        }
        finally
        {
            process.Kill();
        }
    }

    private byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        for (var i = 0; i < size; i++)
        {
            bytes[i] = (byte)(i % 251);
        }

        File.WriteAllBytes(_path, bytes);
        return bytes;
    }
}
