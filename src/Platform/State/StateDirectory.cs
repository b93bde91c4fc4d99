// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.State;

/// <summary>
/// <c>/run/rootful-containers/NAME</c>, locked: what detach needs to know, in a place where no user can write. Only one
/// setup, teardown or reload of a container runs at a time.
/// </summary>
internal sealed class StateDirectory : IDisposable
{
    // Users get to the files in it whose names they know. They may not open the directory itself: whoever has, may lock it
    // (flock(2) asks for no right to write) and keep setup, teardown and reload waiting for ever.
    private const uint Mode = Permissions.DirectoryToPass;

    private readonly Descriptor _base;
    private readonly Descriptor _directory;
    private readonly string _name;

    private StateDirectory(Descriptor parent, Descriptor directory, string parentPath, ContainerName name)
    {
        _base = parent;
        _directory = directory;
        _name = name.ToString();
        Path = $"{parentPath}/{name}";
    }

    public string Path { get; }

    // Of another setup or teardown of the same container. systemd runs one after the other; manually, whoever is second is told.
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(30);

    /// <summary>Opens and locks the directory of a container; waits for another setup or teardown of it to end.</summary>
    /// <returns><see langword="null"/> when there is none and it should not be made.</returns>
    public static StateDirectory? Open(ContainerName name, bool create, string parentPath = StatePaths.Base)
    {
        if (create)
        {
            MakeBase(parentPath);
        }

        var parent = TryOpenDirectory(AT_FDCWD, parentPath);
        if (parent is null)
        {
            return create ? throw ErrnoException.Last($"open {parentPath}") : null;
        }

        while (true)
        {
            if (create)
            {
                _ = MakeDirectory(parent.Value, name.ToString(), Permissions.DirectoryOfOwner, $"{parentPath}/{name}");
            }

            var directory = TryOpenDirectory(parent.Value, name.ToString());
            if (directory is null)
            {
                var error = ErrnoException.Last($"open {parentPath}/{name}");
                if (create && error.Errno == ENOENT)
                {
                    // A teardown has just removed it.
                    continue;
                }

                parent.Dispose();
                return create ? throw error : null;
            }

            RuntimeLock.Acquire(directory, $"{parentPath}/{name}", LockLimit);
            // Also of one that was there: who made it may have been killed before it had its mode.
            ErrnoException.Check(create ? fchmod(directory.Value, Mode) : 0, $"{parentPath}/{name}");
            // A teardown we waited for has removed the directory: this one is no longer the container's.
            if (directory.Status(parentPath).Links > 0)
            {
                return new StateDirectory(parent, directory, parentPath, name);
            }

            directory.Dispose();
        }
    }

    /// <summary>Makes the directory of all state directories.</summary>
    public static void MakeBase(string path = StatePaths.Base)
    {
        // Not to be listed by users: whoever reads a directory into memory that never comes holds its lock, and with it
        // everybody who makes or removes a name in it. The umask may have taken the x bit that lets the user's podman reach its
        // resolv.conf, and versions before let it be listed.
        if (
            MakeDirectory(AT_FDCWD, path, Mode, path)
            || statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, 0x7ff, out var status) < 0
            || (status.Mode & ~S_IFMT) != Mode
        )
        {
            ErrnoException.Check(fchmodat(AT_FDCWD, path, Mode, 0), path);
        }
    }

    public bool Has(string file) => statx(_directory.Value, file, AT_SYMLINK_NOFOLLOW, 1, out _) == 0;

    public byte[]? Read(string file)
    {
        if (!Has(file))
        {
            return null;
        }

        using var descriptor = Descriptor.Open(_directory.Value, file, O_RDONLY, $"open {Path}/{file}");
        return descriptor.ReadAll(16 << 20, $"{Path}/{file}");
    }

    /// <summary>Replaces the file; a crash leaves the old content or the new, never a part.</summary>
    public void Write(string file, ReadOnlySpan<byte> content, uint mode)
    {
        var temporary = $".{file}.new";
        using (var descriptor = OpenForWriting(temporary, O_CREAT | O_TRUNC, mode))
        {
            descriptor.WriteAll(content, $"write {Path}/{file}");
        }

        ErrnoException.Check(
            renameat(_directory.Value, temporary, _directory.Value, file),
            $"rename {Path}/{temporary}"
        );
    }

    /// <summary>
    /// Changes the content of the same inode: the file is bind-mounted into the container, where a new inode would
    /// never be seen.
    /// </summary>
    public void Rewrite(string file, string content)
    {
        using var descriptor = OpenForWriting(file, O_CREAT | O_TRUNC, Permissions.AllRead);
        descriptor.WriteAll(content, $"write {Path}/{file}");
    }

    /// <summary>Makes a link, in place of what is there.</summary>
    public void Link(string file, string target)
    {
        var temporary = $".{file}.new";
        Delete(temporary);
        ErrnoException.Check(symlinkat(target, _directory.Value, temporary), $"link {Path}/{file}");
        ErrnoException.Check(
            renameat(_directory.Value, temporary, _directory.Value, file),
            $"rename {Path}/{temporary}"
        );
    }

    /// <summary>
    /// Lets one user read a file of root's, and nobody else. It stays root's, for which giving it away would need CAP_CHOWN.
    /// </summary>
    public void LetRead(string file, uint user)
    {
        const int Read = 4;
        const int ReadAndWrite = 6;
        ErrnoException.Check(
            AccessControlList.Write(
                $"{Path}/{file}",
                new AclEntry(AclTag.Owner, ReadAndWrite),
                new AclEntry(AclTag.User, Read, user),
                new AclEntry(AclTag.OwningGroup, 0),
                new AclEntry(AclTag.Mask, Read),
                new AclEntry(AclTag.Other, 0)
            ),
            $"set the access control list of {Path}/{file}"
        );
    }

    /// <summary>Removes a file; already gone is fine.</summary>
    public void Delete(string file)
    {
        if (unlinkat(_directory.Value, file, 0) < 0 && Has(file))
        {
            throw ErrnoException.Last($"remove {Path}/{file}");
        }
    }

    /// <summary>Removes the directory with all its files.</summary>
    public void Remove()
    {
        foreach (var file in DirectoryNames.Of(_directory, Path))
        {
            Delete(file);
        }

        ErrnoException.Check(unlinkat(_base.Value, _name, AT_REMOVEDIR), $"remove {Path}");
    }

    public void Dispose()
    {
        _directory.Dispose();
        _base.Dispose();
    }

    private Descriptor OpenForWriting(string file, int flags, uint mode)
    {
        var descriptor = Descriptor.Open(_directory.Value, file, O_WRONLY | flags, $"open {Path}/{file}", mode);
        ErrnoException.Check(fchmod(descriptor.Value, mode), $"{Path}/{file}");
        return descriptor;
    }

    /// <returns>Whether it was not there.</returns>
    private static bool MakeDirectory(int parent, string name, uint mode, string path)
    {
        if (mkdirat(parent, name, mode) == 0)
        {
            return true;
        }

        var error = ErrnoException.Last($"make {path}");
        return error.Errno == EEXIST ? false : throw error;
    }

    private static Descriptor? TryOpenDirectory(int parent, string name)
    {
        var descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
        return descriptor < 0 ? null : new Descriptor(descriptor);
    }
}
