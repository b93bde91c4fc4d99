// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Keys;

/// <summary>Arguments for podman that a definition has word by word.</summary>
internal static class PodmanWordChecks
{
    // A word that is no flag and follows none would be taken for the image.
    public static void Check(Setting? words, Func<string, string?>? check, Action<SourcePosition, string> report)
    {
        var takesValue = false;
        foreach (var value in words?.Values ?? [])
        {
            var isFlag = value.Text.Length > 1 && value.Text[0] == '-';
            if (value.Text == "--" || (!isFlag && !takesValue))
            {
                report(
                    value.Position,
                    $"'{words!.Key.Path}': '{value.Text}' is not a flag; write one word each, such as --cpus=2"
                );
            }
            else if (isFlag && !takesValue && value.Text.Split('=')[0].Any(char.IsWhiteSpace))
            {
                report(
                    value.Position,
                    $"'{words!.Key.Path}': podman knows no flag '{value.Text}'; write one word each, such as --cpus=2"
                );
            }
            else if (isFlag && check?.Invoke(value.Text) is { } reason)
            {
                report(value.Position, $"'{words!.Key.Path}': {reason}");
            }

            takesValue = isFlag && !value.Text.Contains('=', StringComparison.Ordinal);
        }
    }
}
