// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Names;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Commands;

/// <summary>
/// <c>watch-names</c>: has names answered again when aardvark-dns ended, whoever started it and however it ended. Without a
/// container that has a name it ends by itself, as it should, and the next netavark starts it.
/// </summary>
internal static class WatchNamesCommand
{
    // Whether netavark has started one meanwhile. Also between two starts: one that ends at once is not started all the time.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static void Run(Log log)
    {
        var server = new NameServer(ContainersConf.Load());
        while (true)
        {
            using (var running = NameServer.Find())
            {
                while (running?.IsReadable(TimeSpan.FromHours(1)) == false) { }
            }

            if (IsMissing())
            {
                Restart(server, log);
            }

            Thread.Sleep(Pause);
        }
    }

    private static void Restart(NameServer server, Log log)
    {
        // Under it netavark writes the names first and then starts one, which both would be in the way of.
        using var turn = NetavarkLock.Acquire();
        if (IsMissing())
        {
            server.Start();
            log.Warning("aardvark-dns ended while containers have names; it was started again");
        }
    }

    private static bool IsMissing()
    {
        using var running = NameServer.Find();
        return running is null && NameServer.HasNames;
    }
}
