// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.NetworkHelper.Networking;

/// <summary>The one place that runs netavark, with the options podman gives it.</summary>
internal sealed class Netavark(ContainersConf conf)
{
    /// <summary>podman's own: the firewall state there lets netavark's reload services restore our rules as well.</summary>
    public const string ConfigurationDirectory = "/run/containers/networks";

    // A DHCP lease may take its time; what takes longer hangs.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly string _netavark = conf.FindBinary("netavark");
    private readonly string _aardvark = conf.FindBinary("aardvark-dns");

    /// <summary>Attaches the network namespace; netavark's answer as it was printed.</summary>
    public byte[] Setup(string netns, byte[] request) => Run("setup", netns, request);

    public void Teardown(string netns, byte[] request) => Run("teardown", netns, request);

    private byte[] Run(string verb, string netns, byte[] request)
    {
        Directory.CreateDirectory(ConfigurationDirectory);
        string[] arguments =
        [
            "--config",
            ConfigurationDirectory,
            "--rootless=false",
            "--aardvark-binary",
            _aardvark,
            verb,
            netns,
        ];
        var result =
            ChildProcess.Run(_netavark, arguments, conf.NetavarkEnvironment, request, Timeout)
            ?? throw new HelperException($"netavark {verb} did not end within {Timeout.TotalSeconds} s");
        return result.Status == 0
            ? result.Output
            : throw new HelperException(
                $"netavark {verb}: {Reason(result.Output, Encoding.UTF8.GetString(result.Messages))}"
            );
    }

    /// <summary>netavark prints <c>{"error": "..."}</c> on stdout; anything else is shown as it is.</summary>
    public static string Reason(byte[] answer, string messages)
    {
        try
        {
            return ForeignJson.Read(
                answer,
                "answer",
                json => ForeignJson.Value<string>(ForeignJson.Object(json, "it")["error"], "error")
            );
        }
        catch (HelperException)
        {
            // Not netavark's error object: its messages say more.
        }

        var text = $"{Encoding.UTF8.GetString(answer).Trim()} {messages.Trim()}".Trim();
        return text.Length > 0 ? text : "failed without a message";
    }
}
