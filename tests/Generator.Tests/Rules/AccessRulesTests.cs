// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Runtime.InteropServices;

namespace RootfulContainers.Tests.Rules;

public sealed partial class AccessRulesTests : IDisposable
{
    private const string Definition = "/etc/rootful-containers.d/web.toml";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _root = Directory.CreateTempSubdirectory("rootful-containers-").FullName;

    public AccessRulesTests()
    {
        Directory.CreateDirectory($"{_root}{Definition}.d");
        Write("/etc/passwd", "test:x:47110:47110::/:/bin/sh\nshared:x:47111:47112::/:/bin/sh\n");
        Write("/etc/group", $"test:x:47110:\nusers:x:47112:\nowner:x:{GetGid()}:\n");
        Write(Definition, "user = \"test\"\nimage = \"i\"\nnetworks = [\"n\"]\n");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_definition_that_everybody_may_read_is_in_order()
    {
        Assert.Empty(Messages());
    }

    [Fact]
    public void A_definition_for_root_alone_is_a_mistake_that_says_what_to_do()
    {
        SetMode(Definition, Private);

        Assert.Equal(
            [
                $"{Definition}: user 'test' cannot read it (mode 0600, group owner), whose service manager needs the "
                    + $"definition; run for example 'chgrp test {Definition} && chmod 640 {Definition}', then 'systemctl "
                    + "daemon-reload'",
            ],
            Messages()
        );
    }

    [Fact]
    public void A_group_of_several_users_is_not_proposed()
    {
        Write(Definition, "user = \"shared\"\nimage = \"i\"\nnetworks = [\"n\"]\n");
        SetMode(Definition, Private);

        Assert.Contains($"'setfacl -m u:shared:r {Definition}'", Assert.Single(Messages()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("test")]
    public void The_group_of_a_file_is_enough_when_the_user_is_in_it(string member)
    {
        Write("/etc/group", $"owner:x:{GetGid()}:other,{member}\n");
        SetMode(Definition, Private | UnixFileMode.GroupRead);

        Assert.Equal(member.Length == 0 ? 1 : 0, Messages().Count);
    }

    [Fact]
    public void A_group_that_only_a_directory_service_knows_is_left_to_the_start()
    {
        Write("/etc/group", "");
        SetMode(Definition, Private | UnixFileMode.GroupRead);

        Assert.Empty(Messages());
    }

    [Fact]
    public void Drop_ins_and_their_directory_count_as_well()
    {
        Write($"{Definition}.d/10.toml", "[env]\nTOKEN = \"secret\"\n");
        SetMode($"{Definition}.d/10.toml", Private);
        SetMode($"{Definition}.d", Private | UnixFileMode.UserExecute);

        Assert.Collection(
            Messages(),
            m =>
                Assert.StartsWith(
                    $"{Definition}.d: user 'test' cannot list it (mode 0700",
                    m,
                    StringComparison.Ordinal
                ),
            m => Assert.StartsWith($"{Definition}.d/10.toml: user 'test' cannot read it", m, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("../../srv/closed/web.toml")]
    [InlineData("{0}/srv/closed/web.toml")]
    [InlineData("../../srv/link/web.toml")]
    public void The_directories_that_a_link_leads_through_count_as_well(string target)
    {
        Directory.CreateDirectory($"{_root}/srv/closed");
        File.CreateSymbolicLink($"{_root}/srv/link", "closed");
        File.Move(_root + Definition, $"{_root}/srv/closed/web.toml");
        File.CreateSymbolicLink(_root + Definition, string.Format(CultureInfo.InvariantCulture, target, _root));

        Assert.Empty(Messages());

        SetMode("/srv/closed", Private | UnixFileMode.UserExecute);

        Assert.StartsWith(
            "/srv/closed: user 'test' cannot enter it (mode 0700",
            Assert.Single(Messages()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_directory_of_drop_ins_may_be_a_link_to_one_that_is_closed()
    {
        Directory.CreateDirectory($"{_root}/srv/closed/web.d");
        Directory.Delete($"{_root}{Definition}.d");
        Directory.CreateSymbolicLink($"{_root}{Definition}.d", "../../srv/closed/web.d");
        Write($"{Definition}.d/10.toml", "[env]\nA = \"1\"\n");
        SetMode("/srv/closed", Private | UnixFileMode.UserExecute);

        Assert.StartsWith(
            "/srv/closed: user 'test' cannot enter it",
            Assert.Single(Messages()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_access_control_list_can_let_the_user_in()
    {
        SetMode(Definition, Private);
        // Version 2; the owner rw-, uid 47110 r--, the group ---, mask r--, others ---.
        byte[] list =
        [
            .. (ReadOnlySpan<byte>)[2, 0, 0, 0],
            .. Entry(1, 6, uint.MaxValue),
            .. Entry(2, 4, 47110),
            .. Entry(4, 0, uint.MaxValue),
            .. Entry(16, 4, uint.MaxValue),
            .. Entry(32, 0, uint.MaxValue),
        ];
        var set = SetAttribute(_root + Definition, "system.posix_acl_access", list, list.Length, 0);
        Assert.SkipUnless(set == 0, "no access control lists on this file system");

        Assert.Empty(Messages());
    }

    [Fact]
    public void The_modes_of_a_tree_that_is_still_being_made_do_not_count()
    {
        SetMode(Definition, Private);

        Assert.Empty(Messages(isInstalled: false));
    }

    private static byte[] Entry(byte tag, byte permissions, uint id) =>
        [tag, 0, permissions, 0, .. BitConverter.GetBytes(id)];

    private List<string> Messages(bool isInstalled = true)
    {
        var directory = new ConfigurationDirectory(_root, isInstalled);
        var run = new DefinitionRun(
            directory.ReadDefinitions(onlyReadable: false),
            new PlanContext(
                new Scope.System(),
                new Installation("/usr/libexec/rootful-containers", "/usr/lib/systemd/system"),
                directory.ReadUsers(),
                directory.ReadGroups
            )
        );
        var units = run.Units.ToList();
        var messages = run.Diagnostics.Select(d => d.ToString()).ToList();
        // Broken like any other: what would attach it is not there.
        Assert.Equal(
            messages.Count == 0,
            units.Exists(u => u.Path.StartsWith("rootful-network@", StringComparison.Ordinal))
        );
        return messages;
    }

    private void Write(string path, string text)
    {
        File.WriteAllText(_root + path, text);
        SetMode(path, Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    private void SetMode(string path, UnixFileMode mode) => File.SetUnixFileMode(_root + path, mode);

    [LibraryImport("libc", EntryPoint = "getgid")]
    private static partial uint GetGid();

    [LibraryImport("libc", EntryPoint = "setxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetAttribute(string path, string name, byte[] value, nint size, int flags);
}
