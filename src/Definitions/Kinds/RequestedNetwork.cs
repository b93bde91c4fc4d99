// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds;

/// <summary>A network of a definition and where it is asked for.</summary>
internal sealed record RequestedNetwork(NetworkAttachment Attachment, SourcePosition Position)
{
    /// <summary>The keys of its [[network]].</summary>
    public SettingList? Settings { get; init; }

    /// <summary>Where a value of a key stands.</summary>
    public SourcePosition PositionOf(string key, int index = 0) =>
        Settings?[key] is { } setting ? setting.Values[index].Position : Position;
}
