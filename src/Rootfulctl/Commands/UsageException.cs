// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Commands;

/// <summary>What was asked for makes no sense, whatever the host is like.</summary>
internal sealed class UsageException(string message) : Exception(message);
