// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.RootfulPodman;

namespace RootfulContainers.Platform.Networks;

/// <summary>The networks of rootful podman.</summary>
/// <param name="folder">With a file for each, named like it.</param>
internal sealed class NetworkCatalog(string folder)
{
    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <exception cref="HostException">There is no such network.</exception>
    public Network Find(string name) =>
        // The file saves a run of podman, which takes longer than the whole attach.
        Read(name) ?? Inspect(name);

    /// <summary>The network as its file has it, without a run of podman; null when it has none.</summary>
    public Network? Read(string name) => ReadFile(name) is { } json ? Network.Parse(json, FilePath(name)) : null;

    public byte[]? ReadFile(string name) => OptionalFile.Read(FilePath(name));

    /// <summary>Puts a network back that podman removed: podman knows of its networks what their files say.</summary>
    public void Restore(string name, byte[] json)
    {
        // podman makes it with its first network.
        _ = Directory.CreateDirectory(folder);
        // podman passes over names that do not end with ".json".
        var temporary = $"{FilePath(name)}.{Environment.ProcessId}";
        File.WriteAllBytes(temporary, json);
        // As podman makes it, whatever UMask= of the unit is.
        File.SetUnixFileMode(temporary, Readable);
        File.Move(temporary, FilePath(name), overwrite: true);
    }

    public void Remove(string name)
    {
        if (File.Exists(FilePath(name)))
        {
            File.Delete(FilePath(name));
        }
    }

    /// <summary>The same, but a file that is no network is none; podman passes over it as well.</summary>
    public Network? TryRead(string name)
    {
        try
        {
            return Read(name);
        }
        catch (HostException)
        {
            return null;
        }
    }

    /// <summary>Those that have a file.</summary>
    public IEnumerable<Network> All() =>
        Directory.Exists(folder)
            ? Directory
                .EnumerateFiles(folder, "*.json")
                .Select(path => TryRead(Path.GetFileNameWithoutExtension(path)))
                .OfType<Network>()
            : [];

    private string FilePath(string name) => $"{folder}/{name}.json";

    /// <summary>Asks podman: its default network "podman" has no file.</summary>
    private static Network Inspect(string name)
    {
        var result = Podman.Run(["network", "inspect", name]);
        return result.Status == 0
            ? Network.Parse(result.Output, $"the answer of 'podman network inspect {name}'")
            : throw new HostException(
                $"network '{name}' does not exist; create it as root with 'podman network create {name}'"
            );
    }
}
