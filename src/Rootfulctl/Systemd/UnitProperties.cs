// SPDX-License-Identifier: BSD-2-Clause
using Tmds.DBus.Protocol;

namespace RootfulContainers.Rootfulctl.Systemd;

/// <summary>All properties of a unit, by systemd's names.</summary>
internal sealed class UnitProperties(string unit, IReadOnlyDictionary<string, VariantValue> values)
{
    public string Unit { get; } = unit;

    public UnitState State => new(Unit, Text("LoadState"), Text("ActiveState"), Text("SubState"));

    public string Text(string name) =>
        values.TryGetValue(name, out var value) && value.Type == VariantValueType.String ? value.GetString() : "";

    public IReadOnlyList<string> Texts(string name) =>
        values.TryGetValue(name, out var value) && value.Type == VariantValueType.Array ? value.GetArray<string>() : [];

    /// <summary>Null also for what systemd has no number for.</summary>
    public ulong? Number(string name) =>
        !values.TryGetValue(name, out var value)
            ? null
            : value.Type switch
            {
                VariantValueType.UInt64 => value.GetUInt64() is not ulong.MaxValue and var number ? number : null,
                VariantValueType.UInt32 => value.GetUInt32(),
                VariantValueType.Int32 => (ulong)Math.Max(0, value.GetInt32()),
                _ => null,
            };

    /// <param name="name">Of a list of commands: <c>ExecStartPre</c> and the like.</param>
    public IReadOnlyList<UnitCommand> Commands(string name) =>
        values.TryGetValue(name, out var value) && value.Type == VariantValueType.Array
            ? [.. Enumerable.Range(0, value.Count).Select(value.GetItem).Select(Command)]
            : [];

    /// <summary>See org.freedesktop.systemd1(5): what is run, when it last was, by which process, and how that ended.</summary>
    private static UnitCommand Command(VariantValue command) =>
        new(
            command.GetItem(1).GetArray<string>(),
            command.GetItem(2).GetBool(),
            new ProcessEnd((ulong)command.GetItem(8).GetInt32(), (ulong)command.GetItem(9).GetInt32())
        );

    public bool IsTrue(string name) =>
        values.TryGetValue(name, out var value) && value.Type == VariantValueType.Bool && value.GetBool();
}
