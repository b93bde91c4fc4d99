// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>User manager: makes the network namespace, before the container or with it.</summary>
internal static class InitUnit
{
    public static UnitFile Plan(ContainerDefinition definition, string holder)
    {
        var name = definition.Name;
        var unit = UserUnitFile.Begin(UserUnits.Init(name), $"Initialize rootful container {name}", definition);
        unit.Service.Add("Environment", $"{UserUnits.DefinitionVariable}={definition.Fingerprint}");
        if (definition.IsNamespaceFirst)
        {
            // As the create unit, which would have it alone otherwise when somebody starts a container that is not attached.
            unit.Unit.Add("AssertPathExists", StatePaths.File(name, StatePaths.Joined));
            AddHolder(unit.Service, definition, holder);
        }
        else
        {
            unit.Unit.Add("BindsTo", UserUnits.Create(name)).Add("After", UserUnits.Create(name));
            AddContainer(unit.Service, definition);
        }

        return unit;
    }

    /// <summary>A process that makes the namespace and holds it, whatever becomes of the container.</summary>
    private static void AddHolder(UnitSection service, ContainerDefinition definition, string holder)
    {
        if (definition.Slice is { } slice)
        {
            // Beside the container's processes, which are found by it.
            service.Add("Slice", slice.Text);
        }

        service
            .Add("Type", "notify")
            .Add("ExecStart", new CommandLine(holder).Add(SharedNamespace(definition)).ToString())
            // It has nothing to end, and one that the user has frozen would not see another signal: its stop would take all of its time.
            .Add("KillSignal", "SIGKILL")
            .Add("SuccessExitStatus", "SIGKILL");
    }

    private static string[] SharedNamespace(ContainerDefinition definition) =>
        definition.SharedNetwork is { } owner ? [StatePaths.File(owner, StatePaths.Joined)] : [];

    /// <summary>
    /// The container itself is initialized: with a user namespace of its own, it cannot join a network namespace that was made before.
    /// </summary>
    private static void AddContainer(UnitSection service, ContainerDefinition definition)
    {
        ContainerProcesses.Add(service, definition);
        service
            .Add("ExecStart", ContainerProcesses.Command(definition, "container", "init"))
            // rootful-start@ has stopped what ran: here is only a container that was never started, which would sit out its
            // whole stop timeout because nothing in it handles the signal yet.
            .Add("ExecStop", ContainerProcesses.Command(definition, "stop", "--ignore", "--time=0"));
    }
}
