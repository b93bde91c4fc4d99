// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Foreign;
using Xunit;

namespace RootfulContainers.Tests.Import;

public sealed class CommandPrefixTests
{
    [Theory]
    [InlineData("/bin/a b", "/bin/a b", "")]
    [InlineData("-/bin/a", "-/bin/a", "")]
    [InlineData("+/bin/a", "/bin/a", "+")]
    [InlineData("-+/bin/a", "-/bin/a", "+")]
    [InlineData("!!@-/bin/a", "@-/bin/a", "!!")]
    [InlineData("\"+/bin/a b\"", "\"/bin/a b\"", "+")]
    [InlineData("'-!'/bin/a", "'-'/bin/a", "!")]
    [InlineData("/bin/sh -c 'a; +b'", "/bin/sh -c 'a; +b'", "")]
    [InlineData("/bin/a + ! ; /bin/b", "/bin/a + ! ; /bin/b", "")]
    public void A_prefix_that_gives_rights_is_dropped_and_others_stay(string command, string expected, string dropped)
    {
        Assert.Equal(expected, CommandPrefix.WithoutRights(command, out var found));
        Assert.Equal(dropped, found);
    }

    [Theory]
    [InlineData("/bin/a ; +/bin/b")]
    [InlineData("/bin/a ; -\"!\"/bin/b")]
    [InlineData("/bin/a\t;\t\\x2b/bin/b")]
    [InlineData("\\x2b/bin/a")]
    [InlineData("\"\\053/bin/a\"")]
    [InlineData("-\\x2b/bin/a")]
    public void A_command_where_one_may_hide_is_not_taken(string command) =>
        Assert.Null(CommandPrefix.WithoutRights(command, out _));
}
