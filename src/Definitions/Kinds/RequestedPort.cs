// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds;

/// <summary>A published port, or range of them, and where it is asked for.</summary>
internal readonly record struct RequestedPort(PublishedPort Port, SourcePosition Position);
