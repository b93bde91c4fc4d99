// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Units;

/// <summary>The value of <c>ExecStart=</c> and its like.</summary>
/// <param name="executable">
/// An absolute path, or a name for systemd to look up; it never starts with one of the prefixes <c>-@+!:|</c>.
/// </param>
internal sealed class CommandLine(string executable)
{
    private readonly StringBuilder _text = new(UnitText.Word(executable));

    public CommandLine Add(string argument)
    {
        _text.Append(' ').Append(UnitText.Argument(argument));
        return this;
    }

    public CommandLine Add(IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
        {
            Add(argument);
        }

        return this;
    }

    /// <summary><c>--name=value</c> as one word, so that a value that starts with '-' is still a value.</summary>
    public CommandLine Flag(string name, string value) => Option($"--{name}", value);

    /// <summary>The same, of an option that is written with its dashes.</summary>
    public CommandLine Option(string option, string value) => Add($"{option}={value}");

    /// <summary>Words of ours as they are, for a specifier such as <c>%t</c> that systemd is to replace.</summary>
    public CommandLine Verbatim(string words)
    {
        _text.Append(' ').Append(words);
        return this;
    }

    public override string ToString() => _text.ToString();
}
