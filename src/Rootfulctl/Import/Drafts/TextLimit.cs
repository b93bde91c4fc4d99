// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Rootfulctl.Import.Drafts;

/// <summary>
/// How much text all values of an import may become: variables that stand for others double with each line, and one may be used as often
/// as a file is long.
/// </summary>
internal sealed class TextLimit
{
    private const int Most = 32 << 20;

    private long _length;

    /// <summary>Before it is made.</summary>
    /// <exception cref="FormatException">It is too much.</exception>
    public void Add(int length)
    {
        _length += length;
        if (_length > Most)
        {
            throw new FormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"with all variables replaced the values become longer than {Most} characters together; import fewer files at once, or look for variables that stand for each other"
                )
            );
        }
    }
}
