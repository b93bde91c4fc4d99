// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>firewalld, which netavark has trust the networks.</summary>
internal static class StrictFirewalld
{
    public static readonly HostCheck Check = new("firewalld", "firewalld lets ports be published", Find);

    private const string Configuration = "/etc/firewalld/firewalld.conf";
    private const string Unit = "firewalld.service";

    private static IEnumerable<Finding> Find(Examination host)
    {
        var isStrict = (Examination.Text(Configuration) ?? "")
            .Split('\n')
            .Any(l =>
                l.Replace(" ", "", StringComparison.Ordinal)
                    .Equals("StrictForwardPorts=yes", StringComparison.OrdinalIgnoreCase)
            );
        if (isStrict && host.Bus.ListUnits(Unit) is [{ Active: "active" }] && host.Containers.Any(c => c.Ports.Any()))
        {
            yield return Finding.Error(
                $"StrictForwardPorts is on in {Configuration}",
                "firewalld lets no other program publish ports: containers that do are not attached",
                $"sed -i 's/^StrictForwardPorts=.*/StrictForwardPorts=no/' {Configuration} && systemctl restart firewalld"
            );
        }
    }
}
