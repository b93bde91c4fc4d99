// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Generator;

/// <summary>
/// Where errors are reported. When systemd runs the system generator that is the kernel log, as the journal may not run yet
/// (systemd.generator(7)); without one, as in a container, the journal, if it runs. Everywhere else it is standard error. Nothing is
/// waited for: the service manager waits for the generator, and the journal for the service manager.
/// </summary>
internal sealed class MessageLog : IDisposable
{
    public const string ProgramName = "rootful-container-generator";

    // The kernel refuses longer records.
    private const int MaximumRecord = 900;

    private const int ErrorPriority = 3;

    // daemon.err, for the kernel.
    private const string Priority = "<27>";

    private readonly int? _kernel;
    private readonly JournalSocket? _journal;

    private MessageLog(int? kernel, JournalSocket? journal) => (_kernel, _journal) = (kernel, journal);

    /// <param name="bySystemd">Whether the system's manager runs the program, so that nobody reads standard error.</param>
    /// <param name="kernelLog">The kernel log's device.</param>
    /// <param name="journal">The journal's socket.</param>
    public static MessageLog Open(
        bool bySystemd,
        string kernelLog = "/dev/kmsg",
        string journal = JournalSocket.DefaultPath
    ) =>
        bySystemd
            ? new MessageLog(NativeFile.TryOpenToWrite(kernelLog), JournalSocket.TryOpen(journal))
            : new MessageLog(null, null);

    /// <summary>Whether a person reads the messages as they come.</summary>
    public bool IsTerminal => _kernel is null && _journal is null && StandardStream.IsTerminal(StandardStream.Error);

    /// <summary>Reports one error.</summary>
    /// <param name="message">One line.</param>
    /// <param name="excerpt">Something to look at below the message.</param>
    /// <returns>Whether it is in a log; standard error is none.</returns>
    public bool Error(string message, string? excerpt = null)
    {
        // A device of this name may be another one than the kernel's, or refuse the record.
        if (
            (_kernel is { } kernel && NativeFile.TryWrite(kernel, Record(message)))
            || (_journal?.TrySend(ProgramName, ErrorPriority, message) ?? false)
        )
        {
            return true;
        }

        var line = $"{ProgramName}: {message}\n{(excerpt is null ? "" : excerpt + "\n")}";
        StandardStream.Write(StandardStream.Error, line);
        return false;
    }

    public void Dispose()
    {
        _journal?.Dispose();
        if (_kernel is { } kernel)
        {
            _ = NativeFile.Close(kernel);
        }
    }

    private static byte[] Record(string message)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{Priority}{ProgramName}[{Environment.ProcessId}]: ");
        var record = Encoding.UTF8.GetBytes($"{prefix}{message}\n");
        if (record.Length <= MaximumRecord)
        {
            return record;
        }

        var end = MaximumRecord - 1;
        while ((record[end] & 0xc0) == 0x80)
        {
            end--; // amid a character
        }

        record[end] = (byte)'\n';
        return record[..(end + 1)];
    }
}
