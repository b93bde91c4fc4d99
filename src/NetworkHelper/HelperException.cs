// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.NetworkHelper;

/// <summary>
/// Something outside this program refused or failed. The message is complete: it says what, where and what to do, and
/// is shown to the admin as it is.
/// </summary>
internal class HelperException(string message, Exception? inner = null) : Exception(message, inner);
