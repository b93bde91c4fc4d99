// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Export;

/// <summary>A definition or drop-in that a playbook installs.</summary>
/// <param name="Path">Below the admin's directory.</param>
/// <param name="Mode">Four octal digits.</param>
/// <param name="Containers">Those that a change of it restarts.</param>
internal sealed record PlaybookFile(
    string Path,
    string Text,
    string Group,
    string Mode,
    IReadOnlyList<string> Containers
);
