// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Keys of a container that other programs take together and a definition does not.</summary>
internal static class ImportedRules
{
    private const string Job = "job";

    /// <summary>What a job cannot have, with the reason.</summary>
    private static readonly (string Path, string Reason)[] NotOfJob =
    [
        ("notify", "a job is done when it has ended"),
        ("auto_update", "a job takes the newest image when it runs, with pull.policy = \"newer\""),
        ("reload_command", "a job cannot be reloaded"),
        ("reload_signal", "a job cannot be reloaded"),
    ];

    private static readonly string[] Endless = ["always", "on-success"];

    public static void Settle(Draft draft)
    {
        if (draft.Has("reload_command") && draft.Has("reload_signal"))
        {
            draft.Withdraw("reload_signal", "reload_command reloads it, and there is one of both");
        }

        if (draft.Has("start_with_pod") && !draft.Has("pod"))
        {
            draft.Withdraw("start_with_pod", "it is in no pod");
        }

        if (draft.Value("type") != TomlText.Quoted(Job))
        {
            if (draft.Has("remain_after_exit"))
            {
                draft.Withdraw("remain_after_exit", "only a job, Type=oneshot, can have ended and be up");
            }

            return;
        }

        foreach (var (path, reason) in NotOfJob.Where(k => draft.Has(k.Path)))
        {
            if (draft.Value(path) != TomlText.Quoted("conmon"))
            {
                draft.Withdraw(path, reason);
            }
        }

        if (Endless.Any(e => draft.Value("service.restart") == TomlText.Quoted(e)))
        {
            draft.Withdraw("service.restart", "a job that is started again when it has ended is never done");
        }
    }
}
