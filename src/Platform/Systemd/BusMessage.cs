// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using static RootfulContainers.Platform.Interop.Libsystemd;

namespace RootfulContainers.Platform.Systemd;

/// <summary>One D-Bus message: arguments are appended before it is sent, or read in order after it arrived.</summary>
internal sealed unsafe class BusMessage(nint handle, string peer) : IDisposable
{
    public nint Handle { get; private set; } = handle;

    public bool IsSignal(string @interface, string member) => sd_bus_message_is_signal(Handle, @interface, member) > 0;

    public BusMessage Append(string value)
    {
        Check(sd_bus_message_append_basic(Handle, (byte)'s', value));
        return this;
    }

    public string ReadString() => ReadText('s');

    public string ReadObjectPath() => ReadText('o');

    public uint ReadUInt32()
    {
        uint value;
        Check(sd_bus_message_read_basic(Handle, (byte)'u', &value));
        return value;
    }

    public int ReadInt32()
    {
        int value;
        Check(sd_bus_message_read_basic(Handle, (byte)'i', &value));
        return value;
    }

    public bool ReadBoolean()
    {
        int value;
        Check(sd_bus_message_read_basic(Handle, (byte)'b', &value));
        return value != 0;
    }

    public IReadOnlyList<string> ReadStrings()
    {
        Check(sd_bus_message_enter_container(Handle, (byte)'a', "s"));
        var values = new List<string>();
        nint text;
        while (Check(sd_bus_message_read_basic(Handle, (byte)'s', &text)) > 0)
        {
            values.Add(Marshal.PtrToStringUTF8(text) ?? "");
        }

        Check(sd_bus_message_exit_container(Handle));
        return values;
    }

    /// <summary>Enters a variant that must hold the given type.</summary>
    public BusMessage EnterVariant(string contents)
    {
        if (Check(sd_bus_message_enter_container(Handle, (byte)'v', contents)) == 0)
        {
            throw Unexpected();
        }

        return this;
    }

    public void Dispose()
    {
        if (Handle != 0)
        {
            sd_bus_message_unref(Handle);
            Handle = 0;
        }
    }

    private string ReadText(char type)
    {
        nint text;
        return Check(sd_bus_message_read_basic(Handle, (byte)type, &text)) > 0
            ? Marshal.PtrToStringUTF8(text) ?? ""
            : throw Unexpected();
    }

    // The user's manager is the user's: an answer of another shape is an error of that user, not a bug of ours.
    private HelperException Unexpected() => new($"{peer}: unexpected answer");

    private int Check(int result) => result >= 0 ? result : throw Unexpected();
}
