// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Globalization;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary>What options may be given, refused in one line that says what there is.</summary>
internal static class OptionValues
{
    public static void TakeOnly(this Option<string[]> option, IReadOnlyList<string> values)
    {
        option.CompletionSources.Add([.. values]);
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => !values.Contains(t.Value, StringComparer.Ordinal)))
            {
                result.AddError($"{option.Name} is one of {string.Join(", ", values)}, not '{token.Value}'");
            }
        });
    }

    /// <summary>A number of something; null when it is not given.</summary>
    public static Option<int?> Count(string name, params string[] aliases) =>
        new(name, aliases)
        {
            CustomParser = result =>
            {
                var word = result.Tokens[0].Value;
                if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                {
                    return count;
                }

                result.AddError($"{name} is a number, not '{word}'");
                return null;
            },
        };
}
