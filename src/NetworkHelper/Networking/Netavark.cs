// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using CliWrap;
using RootfulContainers.Platform;

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
    public Task<byte[]> Setup(string netns, byte[] request) => Run("setup", netns, request);

    public Task Teardown(string netns, byte[] request) => Run("teardown", netns, request);

    private async Task<byte[]> Run(string verb, string netns, byte[] request)
    {
        Directory.CreateDirectory(ConfigurationDirectory);
        using var deadline = new CancellationTokenSource(Timeout);
        using var answer = new MemoryStream();
        var messages = new StringBuilder();
        try
        {
            var result = await Cli.Wrap(_netavark)
                .WithArguments([
                    "--config",
                    ConfigurationDirectory,
                    "--rootless=false",
                    "--aardvark-binary",
                    _aardvark,
                    verb,
                    netns,
                ])
                .WithEnvironmentVariables(conf.NetavarkEnvironment)
                .WithStandardInputPipe(PipeSource.FromBytes(request))
                .WithStandardOutputPipe(PipeTarget.ToStream(answer))
                .WithStandardErrorPipe(PipeTarget.ToStringBuilder(messages))
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(deadline.Token);
            return result.IsSuccess
                ? answer.ToArray()
                : throw new HelperException($"netavark {verb}: {Reason(answer.ToArray(), messages.ToString())}");
        }
        catch (OperationCanceledException e)
        {
            throw new HelperException($"netavark {verb} did not end within {Timeout.TotalSeconds} s", e);
        }
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
