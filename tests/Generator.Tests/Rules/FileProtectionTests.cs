// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Tests.Rules;

public class FileProtectionTests
{
    private const uint Root = 0;
    private const uint Test = 1000;
    private const uint Web = 2000;

    [Theory]
    [InlineData(0b110_100_000, Root, true)]
    [InlineData(0b110_000_100, Root, false)]
    [InlineData(0b110_000_000, Root, false)]
    [InlineData(0b100_000_000, Test, true)]
    [InlineData(0b000_111_111, Test, false)]
    public void The_mode_of_the_owner_the_group_or_the_others_decides_alone(int mode, uint owner, bool admitted)
    {
        var protection = new FileProtection("/f", FileAccessBits.Read, owner, Web, mode, []);

        Assert.Equal(admitted, protection.Admits(Test, gid => gid == Web));
    }

    [Theory]
    [InlineData(0b110_100_100, true)]
    [InlineData(0b100_100_100, true)]
    [InlineData(0b110_100_000, false)]
    [InlineData(0b110_000_100, false)]
    public void A_file_is_open_when_everybody_may_read_it(int mode, bool open)
    {
        Assert.Equal(open, FileProtection.IsOpen(mode, FileAccessBits.Read));
    }

    [Fact]
    public void A_directory_must_be_listed_and_entered()
    {
        Assert.True(FileProtection.IsOpen(0b111_101_101, FileAccessBits.ListAndEnter));
        Assert.False(FileProtection.IsOpen(0b111_001_001, FileAccessBits.ListAndEnter));
        Assert.True(FileProtection.IsOpen(0b111_001_001, FileAccessBits.Enter));
    }

    [Theory]
    [InlineData(4, 4, true)]
    [InlineData(4, 0, false)]
    [InlineData(0, 4, false)]
    public void The_mask_limits_what_an_access_control_list_gives_a_user(int permissions, int mask, bool admitted)
    {
        var protection = WithAcl(new(AclTag.User, permissions, Test), new(AclTag.Mask, mask, uint.MaxValue));

        Assert.Equal(admitted, protection.Admits(Test, _ => false));
    }

    [Fact]
    public void An_entry_of_a_user_comes_before_those_of_the_groups()
    {
        var protection = WithAcl(new(AclTag.User, 0, Test), new(AclTag.Group, 4, Web));

        Assert.False(protection.Admits(Test, gid => gid == Web));
    }

    [Fact]
    public void One_of_several_groups_is_enough()
    {
        var protection = WithAcl(new(AclTag.OwningGroup, 0, uint.MaxValue), new(AclTag.Group, 4, Web));

        Assert.True(protection.Admits(Test, _ => true));
        Assert.False(protection.Admits(Test, gid => gid == Root));
    }

    private static FileProtection WithAcl(params AclEntry[] entries) =>
        new("/f", FileAccessBits.Read, Root, Root, 0b110_100_100, entries);
}
