// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Generator;

/// <summary>
/// System manager: for a boot at which the admin's directory has no definitions. Where it is on a file system of its own, which is
/// mounted after generators have run, this fails and says what to do, as nothing else would say anything.
/// </summary>
internal static class LateDefinitionsUnit
{
    private const string Name = "rootful-container-late-definitions.service";

    private const string Message =
        $"the definitions in {DefinitionPaths.Admin} were not there when systemd looked for them, early at boot, so nothing was started; run "
        + "'systemctl daemon-reload' and start what is to run, and have them on the root file system or mounted by the initramfs "
        + "(x-initrd.mount)";

    public static IEnumerable<UnitEntry> Plan()
    {
        var unit = new UnitFile(Name);
        unit.Unit.Add("Description", "Look for definitions of containers that came late")
            .Add("Documentation", "man:rootful-container-generator(8)")
            .Add("RequiresMountsFor", DefinitionPaths.Admin)
            .Add("After", "local-fs.target remote-fs.target")
            .Add("ConditionPathExistsGlob", $"{DefinitionPaths.Admin}/*{DefinitionPaths.Extension}");
        unit.Service.Add("Type", "oneshot")
            .Add("ExecStart", new CommandLine("echo").Add(Message).ToString())
            .Add("ExecStart", "false")
            .Add("StandardOutput", "journal")
            .Add("SyslogIdentifier", "rootful-container-generator")
            .Add("SyslogLevel", "err");
        return [new UnitStore().Add(unit), new UnitLink($"multi-user.target.wants/{Name}", $"../{Name}")];
    }
}
