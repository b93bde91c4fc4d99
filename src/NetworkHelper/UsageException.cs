// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.NetworkHelper;

/// <summary>A value on the command line that cannot be; nothing was changed.</summary>
internal sealed class UsageException(string message) : Exception(message);
