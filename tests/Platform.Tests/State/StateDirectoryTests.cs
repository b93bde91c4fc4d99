// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.State;

public sealed class StateDirectoryTests : IDisposable
{
    // Who may open it for reading may also lock it.
    private const UnixFileMode SearchableDirectory =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherExecute;

    private const UnixFileMode PublicFile =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly ContainerName Web = Container.Named("web");

    private readonly TemporaryDirectory _runtime = new();

    private string Base => _runtime.File("rootful-containers");

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void It_is_made_for_all_to_pass_and_for_nobody_but_its_owner_to_open()
    {
        using var state = Open();

        Assert.Equal($"{Base}/web", state.Path);
        Assert.Equal(SearchableDirectory, File.GetUnixFileMode(Base));
        Assert.Equal(SearchableDirectory, File.GetUnixFileMode(state.Path));
    }

    [Fact]
    public void One_that_is_not_there_is_not_made_unless_asked_for()
    {
        Assert.Null(StateDirectory.Open(Web, create: false, Base));
        Assert.False(Directory.Exists(Base));
        Open().Dispose();
        Assert.Null(StateDirectory.Open(Container.Named("db"), create: false, Base));
    }

    [Fact]
    public void A_link_in_its_place_is_not_followed()
    {
        Directory.CreateDirectory(Base);
        Directory.CreateDirectory(_runtime.File("elsewhere"));
        File.CreateSymbolicLink($"{Base}/web", _runtime.File("elsewhere"));

        Assert.Throws<Platform.Interop.ErrnoException>(Open);
        Assert.Null(StateDirectory.Open(Web, create: false, Base));
    }

    [Fact]
    public void A_written_file_has_its_mode_and_replaces_the_old_one_whole()
    {
        using var state = Open();
        state.Write("status.json", "old"u8, 0x1A4);
        using var reader = File.OpenRead($"{state.Path}/status.json");

        state.Write("status.json", "new"u8, 0x180);

        Assert.Equal("new"u8, state.Read("status.json")!);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode($"{state.Path}/status.json"));
        using var text = new StreamReader(reader);
        Assert.Equal("old", text.ReadToEnd());
        Assert.Equal([$"{state.Path}/status.json"], Directory.GetFiles(state.Path));
    }

    [Fact]
    public void A_rewritten_file_stays_the_same_one_because_it_is_mounted_somewhere()
    {
        using var state = Open();
        state.Rewrite("hosts", "a long line\n");
        using var reader = File.OpenRead($"{state.Path}/hosts");

        state.Rewrite("hosts", "short\n");

        using var text = new StreamReader(reader);
        Assert.Equal("short\n", text.ReadToEnd());
        Assert.Equal(PublicFile, File.GetUnixFileMode($"{state.Path}/hosts"));
    }

    [Fact]
    public void A_link_in_a_files_place_is_never_written_through()
    {
        using var state = Open();
        var victim = _runtime.File("victim");
        File.WriteAllText(victim, "mine");
        File.CreateSymbolicLink($"{state.Path}/hosts", victim);
        File.CreateSymbolicLink($"{state.Path}/.status.json.new", victim);

        Assert.Throws<Platform.Interop.ErrnoException>(() => state.Rewrite("hosts", "theirs"));
        Assert.Throws<Platform.Interop.ErrnoException>(() => state.Write("status.json", "theirs"u8, 0x1A4));
        Assert.Throws<Platform.Interop.ErrnoException>(() => state.Read("hosts"));
        Assert.Equal("mine", File.ReadAllText(victim));
    }

    [Fact]
    public void What_is_not_there_reads_as_nothing_and_deletes_without_complaint()
    {
        using var state = Open();

        Assert.Null(state.Read("status.json"));
        state.Delete("status.json");
        Assert.False(state.Has("status.json"));
    }

    [Fact]
    public void It_is_removed_with_all_its_files()
    {
        using var state = Open();
        state.Rewrite("hosts", "");
        state.Write("status.json", "{}"u8, 0x1A4);
        File.WriteAllText($"{state.Path}/.status.json.new", "of a crash");

        state.Remove();

        Assert.False(Directory.Exists(state.Path));
        Assert.True(Directory.Exists(Base));
    }

    [Fact]
    public async Task Whoever_waited_while_it_was_removed_gets_a_new_one()
    {
        var first = Open();
        // Threads of one process exclude each other as well: each opens the directory again.
        var second = Task.Run(Open, TestContext.Current.CancellationToken);

        first.Remove();
        first.Dispose();

        using var state = await second.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        state.Rewrite("hosts", "mine\n");
        Assert.Equal("mine\n", await File.ReadAllTextAsync($"{Base}/web/hosts", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_file_can_be_read_by_one_user_more()
    {
        using var state = Open();
        state.Write("addresses", "10.89.0.10"u8, 0x180);
        try
        {
            state.LetRead("addresses", 47110);
        }
        catch (Platform.Interop.ErrnoException)
        {
            Assert.Skip("no access control lists on this file system");
        }

        AclEntry[] expected =
        [
            new(AclTag.Owner, 6),
            new(AclTag.User, 4, 47110),
            new(AclTag.OwningGroup, 0),
            new(AclTag.Mask, 4),
            new(AclTag.Other, 0),
        ];
        Assert.Equal(expected, AccessControlList.Read($"{state.Path}/addresses"));
    }

    private StateDirectory Open() => StateDirectory.Open(Web, create: true, Base)!;
}
