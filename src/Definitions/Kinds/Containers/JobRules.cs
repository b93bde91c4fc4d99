// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>What makes no sense of a container that is done when it has ended, and of others.</summary>
internal static class JobRules
{
    private static readonly string[] EndlessRestarts = ["always", "on-success"];

    public static void Check(ContainerDefinition definition, Action<SourcePosition, string> report)
    {
        if (!definition.IsJob)
        {
            if (definition.Remains is { IsTrue: true } remains)
            {
                report(remains.Position, $"'{remains.Key.Path}' needs type = \"{ContainerDefinition.Job}\"");
            }

            return;
        }

        if (definition.Restart is { } restart && EndlessRestarts.Contains(restart.Text))
        {
            report(
                restart.Position,
                $"'{restart.Key.Path}' of a job must not be \"{restart.Text}\": it would never be done; see [timer] for one that runs again"
            );
        }

        if (definition.ServiceSettings.FirstOrDefault(IsEndlessRestart) is { Name: { } name } setting)
        {
            report(
                setting.Position,
                $"{name}= of a job must not be \"{setting.Text}\": systemd refuses to load such a unit; see [timer] for one that runs again"
            );
        }

        Exclude(definition.Notify is { Text: "conmon" } ? null : definition.Notify, "is done when it has ended");
        Exclude(definition.AutoUpdate, "takes the newest image when it runs, with pull.policy = \"newer\"");
        Exclude(definition.ReloadCommand, "cannot be reloaded");
        Exclude(definition.ReloadSignal, "cannot be reloaded");

        static bool IsEndlessRestart(SettingValue value) =>
            value is { Name: "Restart" } && EndlessRestarts.Contains(value.Text);

        void Exclude(Setting? setting, string reason)
        {
            if (setting is not null)
            {
                report(setting.Position, $"'{setting.Key.Path}' cannot be given to a job, which {reason}");
            }
        }
    }
}
