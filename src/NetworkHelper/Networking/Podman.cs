// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace RootfulContainers.NetworkHelper.Networking;

/// <summary>The one place that runs podman of root.</summary>
internal static class Podman
{
    public static async Task<BufferedCommandResult> Run(IEnumerable<string> arguments) =>
        await Cli.Wrap("podman")
            .WithArguments(arguments)
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Encoding.UTF8);
}
