// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Toml;
using RootfulContainers.Platform.RootfulPodman;

namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>containers.conf(5) of root.</summary>
internal static class PodmanConfiguration
{
    public static readonly HostCheck Check = new("containers-conf", "containers.conf lets networks work", Find);

    private static IEnumerable<Finding> Find(Examination host)
    {
        foreach (
            var file in ContainersConfFiles
                .Before6("/")
                .Concat(ContainersConfFiles.Since6("/"))
                .Distinct(StringComparer.Ordinal)
        )
        {
            if (Error(file) is { } error)
            {
                yield return Finding.Error(
                    $"not TOML: {error}",
                    "podman refuses to run, or passes over the file",
                    $"correct {file}"
                );
            }
        }

        if (host.Conf.NetavarkEnvironment.GetValueOrDefault("NETAVARK_FW") == "none")
        {
            yield return Finding.Error(
                "firewall_driver is \"none\" in containers.conf of root",
                "netavark makes no rules: no port is published and nothing outside is reached",
                "remove firewall_driver from the files that 'grep -r firewall_driver /etc/containers /usr/share/containers' shows"
            );
        }
    }

    private static string? Error(string file)
    {
        try
        {
            var document = Tomlyn.Parsing.SyntaxParser.Parse(Examination.Text(file) ?? "", file, true);
            return document.HasErrors ? document.Diagnostics[0].ToString() : null;
        }
        catch (Exception e) when (e is Tomlyn.TomlException || TomlReader.IsParserFailure(e))
        {
            return $"{file}: {e.Message}";
        }
    }
}
