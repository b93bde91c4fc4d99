// SPDX-License-Identifier: BSD-2-Clause
using System.IO.Pipes;
using System.Runtime.InteropServices;
using RootfulContainers.Linux;
using Xunit;

namespace RootfulContainers.Tests;

public sealed partial class StandardStreamTests
{
    private const int F_SETFL = 4;
    private const int O_NONBLOCK = 0x800;

    [Fact]
    public void What_cannot_be_written_is_an_error()
    {
        using var full = File.OpenWrite("/dev/full");

        var error = Assert.Throws<IOException>(() => StandardStream.Write(Number(full.SafeFileHandle), "text"));
        Assert.Equal("cannot write the output: No space left on device", error.Message);
    }

    [Fact]
    public void Nobody_is_told_of_a_reader_who_is_gone()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.ClientSafePipeHandle.Dispose();
        pipe.DisposeLocalCopyOfClientHandle();

        StandardStream.Write(Number(pipe.SafePipeHandle), "text");
    }

    [Fact]
    public async Task What_does_not_wait_gets_all_of_it()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        var file = Number(pipe.SafePipeHandle);
        Assert.Equal(0, fcntl(file, F_SETFL, O_NONBLOCK));
        // More than a pipe holds.
        var text = new string('x', 1 << 20);

        var writing = Task.Run(
            () =>
            {
                StandardStream.Write(file, text);
                pipe.Dispose();
            },
            TestContext.Current.CancellationToken
        );
        using var written = new StreamReader(reader);

        Assert.Equal(text.Length, (await written.ReadToEndAsync(TestContext.Current.CancellationToken)).Length);
        await writing;
    }

    private static int Number(SafeHandle handle) => (int)handle.DangerousGetHandle();

    [LibraryImport("libc")]
    private static partial int fcntl(int file, int command, int argument);
}
