// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Generator;

/// <summary>
/// System manager: reports errors again, once the journal runs. At boot, in a container that has no kernel log, nobody else
/// would hear of them.
/// </summary>
internal static class ReportUnit
{
    private const string Name = "rootful-container-report.service";

    public static IEnumerable<UnitEntry> Plan(Installation installation)
    {
        var unit = new UnitFile(Name);
        unit.Unit.Add("Description", "Report errors in the definitions of containers")
            .Add("Documentation", "man:rootful-container-generator(8)");
        unit.Service.Add("Type", "oneshot")
            .Add("ExecStart", new CommandLine(installation.Generator).Add("--dry-run").ToString())
            .Add("Environment", "SYSTEMD_SCOPE=system")
            .Add("StandardOutput", "null")
            .Add("StandardError", "journal")
            .Add("SyslogIdentifier", "rootful-container-generator")
            .Add("SyslogLevel", "err")
            // There are errors: that is no failure to report them.
            .Add("SuccessExitStatus", $"{ExitStatus.Failed}");
        return [new UnitStore().Add(unit), new UnitLink($"multi-user.target.wants/{Name}", $"../{Name}")];
    }
}
