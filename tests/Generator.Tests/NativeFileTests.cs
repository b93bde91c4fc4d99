// SPDX-License-Identifier: BSD-2-Clause

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
        // The kernel says 0 for files in /proc. This one is large, and grows when somebody loads a filter.
        const string Symbols = "/proc/kallsyms";
        byte[] before;
        byte[] read;
        do
        {
            before = File.ReadAllBytes(Symbols);
            read = NativeFile.Read(Symbols, 1 << 26);
        } while (File.ReadAllBytes(Symbols).Length != before.Length);

        Assert.Equal(before.Length, read.Length);
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
