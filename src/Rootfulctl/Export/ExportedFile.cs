// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Export;

/// <summary>What another program reads.</summary>
internal sealed record ExportedFile(string Name, string Text);
