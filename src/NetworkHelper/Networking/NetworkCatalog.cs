// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using CliWrap;
using CliWrap.Buffered;
using RootfulContainers.Platform;

namespace RootfulContainers.NetworkHelper.Networking;

/// <summary>The networks of rootful podman.</summary>
internal static class NetworkCatalog
{
    private const string Folder = "/etc/containers/networks";

    /// <exception cref="HelperException">There is no such network.</exception>
    public static Task<Network> Find(string name)
    {
        var path = $"{Folder}/{name}.json";
        // The file saves a run of podman, which takes longer than the whole attach; reading it at once saves the start of
        // a thread pool, which takes longer than the reading.
        return File.Exists(path) ? Task.FromResult(Network.Parse(File.ReadAllBytes(path), path)) : Inspect(name);
    }

    /// <summary>
    /// Asks podman: its default network "podman" has no file, and containers.conf(5) may name another folder.
    /// </summary>
    private static async Task<Network> Inspect(string name)
    {
        var result = await Cli.Wrap("podman")
            .WithArguments(["network", "inspect", name])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Encoding.UTF8);
        return result.IsSuccess
            ? Network.Parse(
                Encoding.UTF8.GetBytes(result.StandardOutput),
                $"the answer of 'podman network inspect {name}'"
            )
            : throw new HelperException(
                $"network '{name}' does not exist; create it as root with 'podman network create {name}'"
            );
    }
}
