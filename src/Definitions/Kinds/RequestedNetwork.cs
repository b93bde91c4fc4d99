// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds;

/// <summary>A network of a definition and where it is asked for.</summary>
internal sealed record RequestedNetwork(NetworkAttachment Attachment, SourcePosition Position);
