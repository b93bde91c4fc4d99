// SPDX-License-Identifier: BSD-2-Clause
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using RootfulContainers.Generator;

namespace RootfulContainers.Tests;

public sealed partial class MessageLogTests : IDisposable
{
    private const string Nowhere = "/no/such/file";

    private readonly string _directory = Directory.CreateTempSubdirectory("rootful-container-generator-").FullName;

    private string KernelLog => $"{_directory}/kmsg";

    private string Journal => $"{_directory}/journal";

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void An_error_reaches_a_kernel_log_that_cannot_seek()
    {
        using var reader = OpenFifo();
        using var log = MessageLog.Open(bySystemd: true, KernelLog, Nowhere);

        Assert.True(log.Error("web.toml:1:1: unknown key"));
        Assert.True(log.Error("web.toml:2:1: unknown key"));

        Assert.Matches(@"^(<27>rootful-container-generator\[\d+\]: web\.toml:\d:1: unknown key\n){2}$", Text(reader));
    }

    [Fact]
    public void A_record_of_the_kernel_log_is_cut_between_characters()
    {
        using var reader = OpenFifo();
        using var log = MessageLog.Open(bySystemd: true, KernelLog, Nowhere);

        Assert.True(log.Error(new string('漢', 1000)));

        var record = Text(reader);
        Assert.InRange(Encoding.UTF8.GetByteCount(record), 890, 900);
        Assert.EndsWith("漢\n", record, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_kernel_log_an_error_reaches_the_journal()
    {
        using var journal = OpenJournal();
        using var log = MessageLog.Open(bySystemd: true, Nowhere, Journal);

        Assert.True(log.Error("web.toml:1:1: unknown key"));

        Assert.Equal(
            "PRIORITY=3\nSYSLOG_IDENTIFIER=rootful-container-generator\nMESSAGE=web.toml:1:1: unknown key\n",
            Text(journal)
        );
    }

    [Fact]
    public void A_kernel_log_that_takes_nothing_leaves_an_error_to_the_journal()
    {
        using var journal = OpenJournal();
        using var log = MessageLog.Open(bySystemd: true, "/dev/full", Journal);

        Assert.True(log.Error("message"));

        Assert.Contains("MESSAGE=message\n", Text(journal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_that_takes_no_more_is_not_waited_for()
    {
        using var journal = OpenJournal();
        using var log = MessageLog.Open(bySystemd: true, Nowhere, Journal);

        for (var sent = 0; sent < 100_000 && log.Error(""); sent++) { }

        Assert.False(log.Error(""));
    }

    private FileStream OpenFifo()
    {
        Assert.Equal(0, MakeFifo(KernelLog, 0x180));
        return new FileStream(KernelLog, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
    }

    private Socket OpenJournal()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Journal));
        return socket;
    }

    private static string Text(FileStream reader)
    {
        var bytes = new byte[4096];
        return Encoding.UTF8.GetString(bytes, 0, reader.Read(bytes));
    }

    private static string Text(Socket socket)
    {
        var bytes = new byte[4096];
        return Encoding.UTF8.GetString(bytes, 0, socket.Receive(bytes));
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);
}
