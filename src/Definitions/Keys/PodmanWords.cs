// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Keys;

/// <summary>Arguments for podman that a definition has word by word.</summary>
internal static class PodmanWords
{
    public static void Check(SettingList settings, List<Diagnostic> diagnostics, Func<string, string?>? check = null)
    {
        void Report(SourcePosition position, string message) => diagnostics.Add(new Diagnostic(position, message));
        CheckWords(settings["podman_args"], check, Report);
        CheckWords(settings["global_args"], null, Report);
    }

    // A word that is no flag and follows none would be taken for the image.
    private static void CheckWords(
        Setting? setting,
        Func<string, string?>? check,
        Action<SourcePosition, string> report
    )
    {
        var takesValue = false;
        foreach (var value in setting?.Values ?? [])
        {
            var isFlag = value.Text.Length > 1 && value.Text[0] == '-';
            if (value.Text == "--" || (!isFlag && !takesValue))
            {
                report(
                    value.Position,
                    $"'{setting!.Key.Path}': '{value.Text}' is not a flag; write one word each, such as --cpus=2"
                );
            }
            else if (isFlag && check?.Invoke(value.Text) is { } reason)
            {
                report(value.Position, $"'{setting!.Key.Path}': {reason}");
            }

            takesValue = isFlag && !value.Text.Contains('=', StringComparison.Ordinal);
        }
    }
}
