// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Rootfulctl.Output;

/// <summary>A line of a tree, and those below it.</summary>
internal sealed record TreeNode(string Text, params IReadOnlyList<TreeNode> Children)
{
    /// <summary>Of the text.</summary>
    public Tone Tone { get; init; }

    /// <summary>Behind the text, in a tone of its own.</summary>
    public string Mark { get; init; } = "";

    public Tone MarkTone { get; init; }
}

/// <summary>Lines with branches to those below them.</summary>
internal static class Tree
{
    /// <param name="width">What no line exceeds; null for any.</param>
    /// <param name="paint">Whether there are colours.</param>
    public static string Render(IReadOnlyList<TreeNode> roots, int? width, bool paint)
    {
        var text = new StringBuilder();
        foreach (var root in roots)
        {
            Add(text, root, "", "", width, paint);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, TreeNode node, string first, string rest, int? width, bool paint)
    {
        var mark = node.Mark.Length > 0 ? $"  {PrintableText.Of(node.Mark)}" : "";
        var line = PrintableText.Of(node.Text);
        if (width is { } columns)
        {
            line = DisplayWidth.Cut(line, Math.Max(1, columns - DisplayWidth.Of(first) - DisplayWidth.Of(mark)));
        }

        text.Append(first)
            .Append(paint ? line.Paint(node.Tone) : line)
            .Append(paint && mark.Length > 0 ? mark.Paint(node.MarkTone) : mark)
            .Append('\n');
        for (var i = 0; i < node.Children.Count; i++)
        {
            var isLast = i == node.Children.Count - 1;
            Add(text, node.Children[i], rest + (isLast ? "└─ " : "├─ "), rest + (isLast ? "   " : "│  "), width, paint);
        }
    }
}
