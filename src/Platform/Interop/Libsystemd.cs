// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;

namespace RootfulContainers.Platform.Interop;

/// <summary>
/// The non-variadic part of libsystemd (sd-bus(3), sd_notify(3), sd-journal(3)); it is present on every systemd
/// host. Calls return a negative errno on failure.
/// </summary>
internal static unsafe partial class Libsystemd
{
    private const string Library = "libsystemd.so.0";

    [LibraryImport(Library)]
    public static partial int sd_bus_new(out nint bus);

    [LibraryImport(Library)]
    public static partial int sd_bus_set_fd(nint bus, int input, int output);

    [LibraryImport(Library)]
    public static partial int sd_bus_set_bus_client(nint bus, int enabled);

    [LibraryImport(Library)]
    public static partial int sd_bus_start(nint bus);

    [LibraryImport(Library)]
    public static partial nint sd_bus_close_unref(nint bus);

    [LibraryImport(Library)]
    public static partial int sd_bus_get_fd(nint bus);

    [LibraryImport(Library)]
    public static partial int sd_bus_get_events(nint bus);

    [LibraryImport(Library)]
    public static partial int sd_bus_process(nint bus, out nint message);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_message_new_method_call(
        nint bus,
        out nint message,
        string? destination,
        string path,
        string? @interface,
        string member
    );

    [LibraryImport(Library)]
    public static partial int sd_bus_send(nint bus, nint message, out ulong cookie);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_get_reply_cookie(nint message, out ulong cookie);

    [LibraryImport(Library)]
    public static partial BusError* sd_bus_message_get_error(nint message);

    [LibraryImport(Library)]
    public static partial nint sd_bus_message_unref(nint message);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_message_append_basic(nint message, byte type, string value);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_read_basic(nint message, byte type, void* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_message_enter_container(nint message, byte type, string? contents);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_exit_container(nint message);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_message_skip(nint message, string types);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_message_open_container(nint message, byte type, string contents);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_close_container(nint message);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_message_is_signal(nint message, string? @interface, string? member);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_notify(int unsetEnvironment, string state);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_pid_notify_with_fds(
        int process,
        int unsetEnvironment,
        string state,
        int* descriptors,
        uint count
    );

    [LibraryImport(Library)]
    public static partial int sd_notify_barrier(int unsetEnvironment, ulong microseconds);

    [LibraryImport(Library)]
    public static partial int sd_journal_open(out nint journal, int flags);

    [LibraryImport(Library)]
    public static partial void sd_journal_close(nint journal);

    [LibraryImport(Library)]
    public static partial int sd_journal_add_match(nint journal, byte[] data, nuint size);

    [LibraryImport(Library)]
    public static partial int sd_journal_seek_tail(nint journal);

    [LibraryImport(Library)]
    public static partial int sd_journal_previous(nint journal);

    [LibraryImport(Library)]
    public static partial int sd_journal_get_realtime_usec(nint journal, out ulong microseconds);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_journal_get_data(nint journal, string field, out byte* data, out nuint size);

    /// <summary>sd_bus_error; name and message belong to the library until it is freed.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct BusError
    {
        public nint Name;
        public nint Message;
        public int NeedFree;
    }
}
