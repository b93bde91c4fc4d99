// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Rootfulctl.Users;
using Xunit;

namespace RootfulContainers.Tests;

public sealed partial class RootPathTests : IDisposable
{
    private const uint User = 1234;

    private readonly string _root;

    public RootPathTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file away");
        _root = Directory.CreateTempSubdirectory("rootful-containers-").FullName;
    }

    [Fact]
    public void A_file_of_roots_is_read_also_through_a_link_of_roots()
    {
        var file = File("file");
        _ = System.IO.File.CreateSymbolicLink($"{_root}/link", "file");
        Directory.CreateSymbolicLink($"{_root}/directory", _root);

        foreach (var path in new[] { file, $"{_root}/link", $"{_root}/directory/link" })
        {
            using var opened = RootPath.Open(path);
            Assert.Equal(0u, opened.Owner);
            Assert.Equal("text", Encoding.UTF8.GetString(opened.Read(10)));
            Assert.Equal(path == file ? null : "file", opened.Link);
        }
    }

    [Fact]
    public void Two_dots_lead_to_above_where_a_link_leads()
    {
        Directory.CreateDirectory($"{_root}/other/inner");
        System.IO.File.WriteAllText($"{_root}/file", "wrong");
        File("other/file");
        Directory.CreateSymbolicLink($"{_root}/sub", "other/./inner");
        _ = System.IO.File.CreateSymbolicLink($"{_root}/link", "sub/../file");
        Directory.CreateSymbolicLink($"{_root}/up", "../../../../..");

        foreach (var path in new[] { $"{_root}/link", $"{_root}/sub/../file", $"{_root}/up{_root}/sub/../file" })
        {
            using var opened = RootPath.Open(path);
            Assert.Equal("text", Encoding.UTF8.GetString(opened.Read(10)));
        }

        Give($"{_root}/sub");
        Assert.Equal(User, RootPath.OwnerOf($"{_root}/sub/../file"));
        Assert.Equal(0u, RootPath.OwnerOf($"{_root}/other/../file"));
    }

    [Fact]
    public void What_is_a_users_or_lies_behind_it_is_not_read()
    {
        var file = File("file");
        Directory.CreateDirectory($"{_root}/home");
        _ = System.IO.File.CreateSymbolicLink($"{_root}/home/link", file);
        Give($"{_root}/home");
        _ = System.IO.File.CreateSymbolicLink($"{_root}/link", file);
        Give($"{_root}/link");

        foreach (var path in new[] { $"{_root}/home", $"{_root}/home/link", $"{_root}/home/none", $"{_root}/link" })
        {
            using var opened = RootPath.Open(path);
            Assert.Equal(User, opened.Owner);
            Assert.Throws<HostException>(() => opened.Read(10));
        }
    }

    [Theory]
    [InlineData(0x1ed, false)]
    [InlineData(0x1fd, true)] // a group may write
    [InlineData(0x1ff, true)]
    public void A_directory_that_others_may_change_leads_nowhere(int mode, bool isRefused)
    {
        var directory = Directory.CreateDirectory($"{_root}/shared").FullName;
        File("shared/file");
        Assert.Equal(0, chown(directory, 0, User));
        System.IO.File.SetUnixFileMode(directory, (UnixFileMode)mode);

        Assert.Equal(isRefused, Record.Exception(() => RootPath.OwnerOf($"{directory}/file")) is HostException);
        using var opened = RootPath.Open(directory);
        Assert.Equal(isRefused, opened.IsShared);
    }

    [Fact]
    public void In_one_where_nobody_can_remove_roots_files_they_are_read()
    {
        var directory = Directory.CreateDirectory($"{_root}/shared").FullName;
        File("shared/file");
        System.IO.File.SetUnixFileMode(directory, (UnixFileMode)0x3ff);

        Assert.Equal(0u, RootPath.OwnerOf($"{directory}/file"));
        using var opened = RootPath.Open(directory);
        Assert.True(opened.IsShared);
    }

    [Fact]
    public void What_is_not_there_is_an_error() =>
        Assert.Contains(
            $"{_root}/none",
            Assert.ThrowsAny<HostException>(() => RootPath.OwnerOf($"{_root}/none")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Links_in_a_circle_come_to_an_end()
    {
        _ = System.IO.File.CreateSymbolicLink($"{_root}/a", "b");
        _ = System.IO.File.CreateSymbolicLink($"{_root}/b", "a");

        Assert.ThrowsAny<HostException>(() => RootPath.OwnerOf($"{_root}/a"));
    }

    [Fact]
    public void Beside_a_file_of_roots_nothing_is_read_that_a_user_could_have_put_there()
    {
        var directory = Directory.CreateDirectory($"{_root}/shared").FullName;
        File("shared/app.yaml");
        File("shared/.env");
        File("app.yaml");
        File("own.env");
        Give(File("other.env"));
        System.IO.File.SetUnixFileMode(directory, (UnixFileMode)0x3ff);
        var said = new List<string>();

        Assert.Equal([$"{directory}/app.yaml"], InputTree.Read($"{directory}/app.yaml", said.Add).Select(f => f.Path));
        Assert.Equal(
            [$"{_root}/app.yaml", $"{_root}/own.env"],
            InputTree.Read($"{_root}/app.yaml", said.Add).Select(f => f.Path)
        );
        Assert.Throws<HostException>(() => InputTree.Read(directory, said.Add));
        Assert.Contains($"nothing that stands beside {directory}/app.yaml was read", said[0], StringComparison.Ordinal);
        Assert.Contains($"{_root}/other.env is user {User}'s", said[1], StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string File(string name)
    {
        System.IO.File.WriteAllText($"{_root}/{name}", "text");
        return $"{_root}/{name}";
    }

    private static void Give(string path) => Assert.Equal(0, lchown(path, User, User));

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chown(string path, uint owner, uint group);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint owner, uint group);
}
