// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using System.Text;
using static RootfulContainers.Platform.Interop.Libsystemd;

namespace RootfulContainers.Platform.Systemd;

/// <summary>One D-Bus message: arguments are appended before it is sent, or read in order after it arrived.</summary>
internal sealed unsafe class BusMessage(nint handle, string peer) : IDisposable
{
    // Nothing that is asked for here is longer; a message can be 128 MiB.
    private const int LongestText = 4096;

    public nint Handle { get; private set; } = handle;

    /// <summary>Name and text when the message is an error.</summary>
    public (string Name, string Text)? Error
    {
        get
        {
            var error = sd_bus_message_get_error(Handle);
            return error == null || error->Name == 0 ? null : (Text(error->Name), Text(error->Message));
        }
    }

    /// <summary>Whether it is the answer to the call of that number.</summary>
    public bool Answers(ulong call) => sd_bus_message_get_reply_cookie(Handle, out var cookie) >= 0 && cookie == call;

    public bool IsSignal(string @interface, string member) => sd_bus_message_is_signal(Handle, @interface, member) > 0;

    public BusMessage Append(string value)
    {
        Check(sd_bus_message_append_basic(Handle, (byte)'s', value));
        return this;
    }

    /// <summary>Appends an array of strings.</summary>
    public BusMessage AppendArray(ReadOnlySpan<string> values)
    {
        Check(sd_bus_message_open_container(Handle, (byte)'a', "s"));
        foreach (var value in values)
        {
            Append(value);
        }

        Check(sd_bus_message_close_container(Handle));
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

    public ulong ReadUInt64()
    {
        ulong value;
        Check(sd_bus_message_read_basic(Handle, (byte)'t', &value));
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

    /// <summary>Reads an array of strings, and whether one of them is the given.</summary>
    public bool ReadWhetherAny(string value)
    {
        Check(sd_bus_message_enter_container(Handle, (byte)'a', "s"));
        var wanted = Encoding.UTF8.GetBytes(value);
        var found = false;
        nint text;
        while (!found && Check(sd_bus_message_read_basic(Handle, (byte)'s', &text)) > 0)
        {
            found = Bytes(text).SequenceEqual(wanted);
        }

        return found;
    }

    /// <summary>Reads an array of strings.</summary>
    public IReadOnlyList<string> ReadTexts()
    {
        var values = new List<string>();
        Check(sd_bus_message_enter_container(Handle, (byte)'a', "s"));
        nint text;
        while (Check(sd_bus_message_read_basic(Handle, (byte)'s', &text)) > 0)
        {
            values.Add(Encoding.UTF8.GetString(Bytes(text)));
        }

        return values;
    }

    /// <summary>Reads an array of numbers.</summary>
    public IReadOnlyList<int> ReadIntegers()
    {
        var values = new List<int>();
        Check(sd_bus_message_enter_container(Handle, (byte)'a', "i"));
        int value;
        while (Check(sd_bus_message_read_basic(Handle, (byte)'i', &value)) > 0)
        {
            values.Add(value);
        }

        Check(sd_bus_message_exit_container(Handle));
        return values;
    }

    /// <summary>Reads the first of a service's commands, from the program's name to the word behind the given one, or to its last.</summary>
    /// <returns>Empty when there is no command.</returns>
    public string[] ReadFirstCommand(string? word)
    {
        var words = new List<string>();
        Check(sd_bus_message_enter_container(Handle, (byte)'a', "(sasbttttuii)"));
        if (Check(sd_bus_message_enter_container(Handle, (byte)'r', "sasbttttuii")) > 0)
        {
            // The program's path.
            _ = ReadString();
            Check(sd_bus_message_enter_container(Handle, (byte)'a', "s"));
            nint text;
            while (words is not [.., var last, _] || last != word)
            {
                if (Check(sd_bus_message_read_basic(Handle, (byte)'s', &text)) == 0)
                {
                    break;
                }

                words.Add(Text(text));
            }
        }

        return [.. words];
    }

    /// <summary>Reads the active state of each of an array of units, as ListUnitsByNames of systemd gives them.</summary>
    public IReadOnlyList<string> ReadStatesOfUnits()
    {
        const string Unit = "ssssssouso";
        var states = new List<string>();
        Check(sd_bus_message_enter_container(Handle, (byte)'a', $"({Unit})"));
        while (Check(sd_bus_message_enter_container(Handle, (byte)'r', Unit)) > 0)
        {
            // Behind its name, description and load state.
            Check(sd_bus_message_skip(Handle, "sss"));
            states.Add(ReadString());
            Check(sd_bus_message_skip(Handle, "ssouso"));
            Check(sd_bus_message_exit_container(Handle));
        }

        return states;
    }

    /// <summary>Reads an array of jobs, as GetBefore of systemd's jobs gives them.</summary>
    public IReadOnlyList<string> ReadUnitsOfJobs()
    {
        const string Job = "usssoo";
        var units = new List<string>();
        Check(sd_bus_message_enter_container(Handle, (byte)'a', $"({Job})"));
        while (Check(sd_bus_message_enter_container(Handle, (byte)'r', Job)) > 0)
        {
            _ = ReadUInt32();
            units.Add(ReadString());
            // Type, state and the two objects.
            _ = (ReadString(), ReadString(), ReadObjectPath(), ReadObjectPath());
            Check(sd_bus_message_exit_container(Handle));
        }

        return units;
    }

    /// <summary>Enters a variant that must hold the given type.</summary>
    public BusMessage EnterVariant(string contents) => Enter('v', contents);

    /// <summary>Enters a structure that must hold the given types.</summary>
    public BusMessage EnterStructure(string contents) => Enter('r', contents);

    private BusMessage Enter(char container, string contents) =>
        Check(sd_bus_message_enter_container(Handle, (byte)container, contents)) == 0 ? throw Unexpected() : this;

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
        return Check(sd_bus_message_read_basic(Handle, (byte)type, &text)) > 0 ? Text(text) : throw Unexpected();
    }

    private string Text(nint start)
    {
        var bytes = Bytes(start);
        return bytes.Length <= LongestText ? Encoding.UTF8.GetString(bytes) : throw Unexpected();
    }

    private static ReadOnlySpan<byte> Bytes(nint start) =>
        MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)start);

    // The user's manager is the user's: an answer of another shape is an error of that user, not a bug of ours.
    private HostException Unexpected() => new($"{peer}: unexpected answer");

    private int Check(int result) => result >= 0 ? result : throw Unexpected();
}
