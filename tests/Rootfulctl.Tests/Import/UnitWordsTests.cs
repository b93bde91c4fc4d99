// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Foreign;
using Xunit;

namespace RootfulContainers.Tests.Import;

public sealed class UnitWordsTests
{
    [Theory]
    [InlineData(@"\xc3\xa4 \303\244 \xc3\244", "ä|ä|ä")]
    [InlineData(@"\101\x42 '\x20' \s", "AB| | ")]
    [InlineData(@"\u00e4 \U0001f600 \t", "ä|😀|\t")]
    [InlineData(@"a\xe2\x82\xacb\n", "a€b\n")]
    // No escapes: not UTF-8, NUL, more than a byte, or not all of it.
    [InlineData(@"\xc3 \xc3a", @"\xc3|\xc3a")]
    [InlineData(@"\x00 \000 \400 \u0000 \ud800", @"\x00|\000|\400|\u0000|\ud800")]
    [InlineData(@"\x4 \18 \q \", @"\x4|\18|\q|\")]
    [InlineData(@"\x+4 \x 4", @"\x+4|\x|4")]
    public void An_escape_is_what_it_is_to_systemd(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', UnitWords.Split(text)));
}
