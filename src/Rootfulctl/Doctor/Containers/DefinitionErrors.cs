// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Doctor.Containers;

internal static class DefinitionErrors
{
    public static readonly ContainerCheck Check = new("definition", "the definition is valid", Find);

    private static IEnumerable<Finding> Find(ExaminedContainer container) =>
        container.Listed switch
        {
            { Definition: { } definition } => definition.Errors.Select(e =>
                Finding.Error(
                    e.ToString(),
                    container.Listed.IsRunning ? "it runs on, and its next start is refused" : "it does not start",
                    Remedy(e.Position.Path, container.Name)
                )
            ),
            { IsUndefined: true, IsRunning: true } =>
            [
                Finding.Warning(
                    "its definition was removed while it runs",
                    "once it has ended it does not start again",
                    $"rootfulctl stop {container.Name}, or put the definition back"
                ),
            ],
            _ => [],
        };

    /// <summary>Only what systemd has read is started.</summary>
    internal static string Remedy(string path, ContainerName name)
    {
        // A directory is none that could be checked, and a drop-in no whole one.
        var isDefinition =
            path.EndsWith(DefinitionPaths.Extension, StringComparison.Ordinal)
            && Path.GetExtension(Path.GetDirectoryName(path)) != ".d";
        var check = isDefinition ? $"rootfulctl check {ShellWord.Of(path)} && " : "";
        return $"correct it there, then: {check}systemctl daemon-reload && rootfulctl start {name}";
    }
}
