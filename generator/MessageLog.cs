// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace RootfulContainers.Generator;

/// <summary>
/// Where mistakes are told: the kernel log when systemd runs the system generator, as the journal may not run yet
/// (systemd.generator(7)), and standard error everywhere else.
/// </summary>
internal sealed class MessageLog : IDisposable
{
    public const string ProgramName = "rootful-container-generator";

    // The kernel refuses longer records.
    private const int MaximumRecord = 900;

    private readonly SafeFileHandle? _kernel;

    private MessageLog(SafeFileHandle? kernel) => _kernel = kernel;

    public static MessageLog Open(bool preferKernel)
    {
        try
        {
            return new MessageLog(preferKernel ? File.OpenHandle("/dev/kmsg", FileMode.Open, FileAccess.Write) : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MessageLog(null);
        }
    }

    /// <summary>Whether a person reads the messages as they come.</summary>
    public bool IsTerminal => _kernel is null && StandardStream.IsTerminal(StandardStream.Error);

    /// <param name="excerpt">Something to look at below the message.</param>
    public void Error(string message, string? excerpt = null)
    {
        if (_kernel is null)
        {
            var line = $"{ProgramName}: {message}\n{(excerpt is null ? "" : excerpt + "\n")}";
            StandardStream.Write(StandardStream.Error, line);
            return;
        }

        var record = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"<3>{ProgramName}[{Environment.ProcessId}]: {message}")
        );
        RandomAccess.Write(_kernel, record.AsSpan(0, Math.Min(record.Length, MaximumRecord)), 0);
    }

    public void Dispose() => _kernel?.Dispose();
}
