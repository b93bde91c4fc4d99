// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using System.Xml;

namespace RootfulContainers.Rootfulctl.Output;

/// <summary>
/// A picture in SVG 1.1: static, readable in light and dark. All text is in a font whose signs are equally wide, so that it is known
/// where a text ends.
/// </summary>
internal sealed class Svg
{
    public const int FontSize = 13;

    /// <summary>A little more than such fonts have.</summary>
    public const double SignWidth = 8;

    // By classes and not by variables, which not every program knows that shows pictures.
    private const string Style = """
        text{font:13px ui-monospace,"DejaVu Sans Mono","Liberation Mono",Menlo,Consolas,monospace;fill:#1f2328}
        .page{fill:#fff}.group{fill:#f3f5f8;stroke:#d1d9e0}.box{fill:#fff;stroke:#818b98}
        .strong{font-weight:bold}.faint{fill:#59636e}.line{stroke:#d1d9e0}.edge{fill:none;stroke:#59636e}.head{fill:#59636e}
        .good{fill:#1a7f37}.warning{fill:#9a6700}.bad{fill:#cf222e}
        .c0{fill:#0969da;stroke:#0969da}.c1{fill:#bc4c00;stroke:#bc4c00}.c2{fill:#1a7f37;stroke:#1a7f37}
        .c3{fill:#8250df;stroke:#8250df}.c4{fill:#bf3989;stroke:#bf3989}.c5{fill:#1b7c83;stroke:#1b7c83}
        .pale{fill-opacity:.3}.c0,.c1,.c2,.c3,.c4,.c5{stroke-width:2}text.on{fill:#fff;stroke:none}
        @media(prefers-color-scheme:dark){
        text{fill:#e6edf3}.page{fill:#0d1117}.group{fill:#161b22;stroke:#3d444d}.box{fill:#0d1117;stroke:#656c76}
        .faint,.head{fill:#9198a1}.line{stroke:#3d444d}.edge{stroke:#9198a1}
        .good{fill:#3fb950}.warning{fill:#d29922}.bad{fill:#f85149}
        .c0{fill:#4493f8;stroke:#4493f8}.c1{fill:#db6d28;stroke:#db6d28}.c2{fill:#3fb950;stroke:#3fb950}
        .c3{fill:#ab7df8;stroke:#ab7df8}.c4{fill:#db61a2;stroke:#db61a2}.c5{fill:#39c5cf;stroke:#39c5cf}
        text.on{fill:#0d1117}}
        """;

    private const int Colors = 6;

    private readonly StringBuilder _text = new();

    public static double Width(string text) => DisplayWidth.Of(text) * SignWidth;

    /// <summary>The class of one of several things.</summary>
    public static string Color(int index) => string.Create(CultureInfo.InvariantCulture, $"c{index % Colors}");

    public static string Class(Tone tone) =>
        tone switch
        {
            Tone.Good => "good",
            Tone.Warning => "warning",
            Tone.Bad => "bad",
            Tone.Strong => "strong",
            Tone.Faint => "faint",
            _ => "plain",
        };

    /// <param name="anchor">Which end of it is at x: start, middle or end.</param>
    public void Text(double x, double y, string text, string style = "plain", string anchor = "start") =>
        Add($"<text x=\"{x}\" y=\"{y}\" class=\"{style}\" text-anchor=\"{anchor}\">{Escaped(text)}</text>");

    public void Rectangle(double x, double y, double width, double height, string style, double radius = 0) =>
        Add($"<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\" class=\"{style}\"/>");

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Add($"<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{style}\"/>");

    public void Circle(double x, double y, double radius, string style) =>
        Add($"<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" class=\"{style}\"/>");

    /// <summary>From one point to another on the same vertical, round the left, with a head at its end.</summary>
    public void Arrow(double x, double from, double to, double left)
    {
        var turn = Math.Min(8, Math.Abs(to - from) / 2) * Math.Sign(to - from);
        var corner = left + Math.Abs(turn);
        Add(
            $"<path class=\"edge\" d=\"M{x} {from}H{corner}Q{left} {from} {left} {from + turn}V{to - turn}Q{left} {to} {corner} {to}H{x - 6}\"/>"
        );
        Add($"<path class=\"head\" d=\"M{x} {to}l-8 -4v8z\"/>");
    }

    /// <param name="title">For who cannot see it.</param>
    public string Render(double width, double height, string title) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">
            <title>{Escaped(title)}</title>
            <style>{Style}</style>
            <rect width="100%" height="100%" class="page"/>
            {_text}</svg>

            """
        );

    private void Add(FormattableString element) =>
        _text.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>As XML takes it, in which some signs can stand in no way.</summary>
    internal static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var rune in PrintableText.Of(text).EnumerateRunes())
        {
            escaped.Append(
                rune.Value switch
                {
                    '&' => "&amp;",
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '"' => "&quot;",
                    <= char.MaxValue and var value when !XmlConvert.IsXmlChar((char)value) => "\ufffd",
                    _ => rune.ToString(),
                }
            );
        }

        return escaped.ToString();
    }
}
