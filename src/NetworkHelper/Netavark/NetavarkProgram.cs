// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Globalization;
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Netavark;

/// <summary>The one place that runs netavark, with the options podman gives it.</summary>
internal sealed class NetavarkProgram(ContainersConf conf)
{
    /// <summary>podman's own: the firewall state there lets netavark's reload services restore our rules as well.</summary>
    public const string ConfigurationDirectory = "/run/containers/networks";

    // A DHCP lease may take its time; what takes longer hangs. netavark makes and looks for a rule for each port.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan LimitForEachPort = TimeSpan.FromMilliseconds(2);

    // What hung before may hang again, and others wait for the lock.
    private static readonly TimeSpan RepairLimit = TimeSpan.FromSeconds(20);

    private readonly string _netavark = conf.FindBinary("netavark");
    private readonly string _aardvark = conf.FindBinary("aardvark-dns");

    /// <summary>Attaches the network namespace; netavark's answer as it was printed.</summary>
    /// <param name="meanwhile">Done while netavark works.</param>
    public byte[] Setup(string netns, byte[] request, Meanwhile meanwhile) =>
        SetUp(netns, request, LimitFor(request), meanwhile);

    public void Teardown(string netns, byte[] request) => TearDown(netns, request, LimitFor(request));

    /// <param name="netns">An empty namespace.</param>
    public void CompleteAndTeardown(string netns, byte[] request)
    {
        SetUp(netns, request, RepairLimit);
        TearDown(netns, request, RepairLimit);
    }

    private byte[] SetUp(string netns, byte[] request, TimeSpan limit, Meanwhile? meanwhile = null)
    {
        var clock = Stopwatch.StartNew();
        var answers = NetavarkRequest
            .Runs(request)
            .Select(r => Run("setup", netns, r, limit - clock.Elapsed, meanwhile))
            .ToList();
        return NetavarkStatus.Merge(answers);
    }

    /// <summary>What fails in one run keeps no other from its own.</summary>
    private void TearDown(string netns, byte[] request, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        HostException? failure = null;
        foreach (var run in NetavarkRequest.Runs(request).Reverse())
        {
            try
            {
                Run("teardown", netns, run, limit - clock.Elapsed);
            }
            catch (HostException e) when (e is not NetavarkInterruptedException)
            {
                failure ??= e;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>How long it may take for the request.</summary>
    public static TimeSpan LimitFor(byte[] request) =>
        Limit + (LimitForEachPort * SentRequest.Mappings(request).Sum(m => m.Count));

    private byte[] Run(string verb, string netns, byte[] request, TimeSpan limit, Meanwhile? meanwhile = null)
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
        limit = limit > TimeSpan.Zero ? limit : TimeSpan.Zero;
        var result =
            ChildProcess.Run(_netavark, arguments, conf.NetavarkEnvironment, request, limit, meanwhile)
            ?? throw new NetavarkInterruptedException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"netavark {verb} did not end within {limit.TotalSeconds:0} s and was killed"
                ),
                tookTooLong: true
            );
        if (result.Status == 0)
        {
            return result.Output;
        }

        var reason = $"netavark {verb}: {Reason(result.Output, result.MessageText)}";
        throw result.Status <= 128
            ? new HostException(reason)
            : new NetavarkInterruptedException($"{reason} (signal {result.Status - 128} ended it)", tookTooLong: false);
    }

    /// <summary>
    /// netavark prints <c>{"error": "..."}</c> on stdout, several errors on a line each; anything else is shown as it is.
    /// </summary>
    public static string Reason(byte[] answer, string messages)
    {
        try
        {
            var error = ForeignJson.Read(
                answer,
                "answer",
                json => ForeignJson.Value<string>(ForeignJson.Object(json, "it")["error"], "error")
            );
            return string.Join(
                ' ',
                error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            );
        }
        catch (HostException)
        {
            // Not netavark's error object: its messages say more.
        }

        var text = $"{Encoding.UTF8.GetString(answer).Trim()} {messages.Trim()}".Trim();
        return text.Length > 0 ? text : "failed without a message";
    }
}

/// <summary>netavark was stopped on its way, or did not run: whether it did anything, and what, is not known.</summary>
internal sealed class NetavarkInterruptedException(string message, bool tookTooLong) : HostException(message)
{
    public bool TookTooLong { get; } = tookTooLong;
}
