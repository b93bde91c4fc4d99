// SPDX-License-Identifier: BSD-2-Clause
using System.ComponentModel;

namespace RootfulContainers.Platform;

/// <summary>
/// Something outside this program refused or failed. The message is complete: it says what, where and what to do, and
/// is shown to the admin as it is.
/// </summary>
internal class HostException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the exception tells of the world outside, ours or the framework's, and not of a bug.</summary>
    public static bool IsFailureOutside(Exception e) =>
        e
            is HostException
                or IOException
                or UnauthorizedAccessException
                or InvalidDataException
                // A program that is not installed.
                or Win32Exception;
}

/// <summary>Somebody did not answer in time.</summary>
internal sealed class NoAnswerException(string message) : HostException(message);
