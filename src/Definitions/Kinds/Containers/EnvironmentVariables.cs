// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>
/// How variables reach the container without their values in podman's arguments: <c>--env=NAME</c> has podman take the value
/// from its own environment. Those that would mean something to podman itself, or that an environment cannot hold, are lines
/// of its standard input, which is the file of <c>--env-file</c>: it is part of the unit, as private as that, and there for
/// as long as podman runs, also while the generators run again.
/// </summary>
internal static class EnvironmentVariables
{
    public static void Add(UnitSection service, CommandLine create, IReadOnlyList<SettingValue> variables)
    {
        var lines = new List<string>();
        foreach (var variable in variables)
        {
            var assignment = $"{variable.Name}={variable.Text}";
            if (ContainerVariable.IsInherited(variable.Name!, variable.Text)) // entries of a map have names
            {
                service.Add("Environment", UnitText.Word(assignment));
                create.Flag("env", variable.Name!);
            }
            else
            {
                lines.Add(assignment);
            }
        }

        if (lines.Count > 0)
        {
            service.Add("StandardInput", "data");
            foreach (var line in lines)
            {
                service.Add("StandardInputText", UnitText.InputLine(line));
            }

            // After those of the definition: of two files that have a variable the last one counts.
            create.Flag("env-file", "/dev/stdin");
        }
    }
}
