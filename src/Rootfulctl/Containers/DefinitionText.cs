// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>A definition that somebody can go on with: what was asked for, and what is often asked for next as a comment.</summary>
internal sealed record DefinitionText(string User, string Image, IReadOnlyList<string> Networks)
{
    public IReadOnlyList<string> Ports { get; init; } = [];

    public IReadOnlyList<string> Volumes { get; init; } = [];

    public string? Description { get; init; }

    public bool IsStartedAtBoot { get; init; }

    /// <param name="schema">By which editors know the keys.</param>
    public string Render(string schema) =>
        $"""
            #:schema {schema}

            # Every key: man 5 rootful-containers.toml
            {Line("description", Quoted(Description ?? "what it is for"), Description is not null)}

            # Whose container it is.
            user = {Quoted(User)}

            # What it runs. Passwords belong into secrets, not here.
            image = {Quoted(Image)}
            {Line("env.NAME", Quoted("value"), false)}
            {Line("secrets", List(["NAME"]), false)}

            # Networks of rootful podman.
            networks = {List(Networks)}

            # Ports of the host that lead to it.
            {Line("publish", List(Ports.Count > 0 ? Ports : ["8080:80"]), Ports.Count > 0)}

            # What stays: directories of the host, or volumes of the user.
            {Line("volumes", List(Volumes.Count > 0 ? Volumes : ["data:/data"]), Volumes.Count > 0)}

            # Whether it starts at boot, and again when it has failed.
            {Line("autostart", "true", IsStartedAtBoot)}
            {Line("service.restart", Quoted("on-failure"), false)}

            """;

    /// <summary>A string of TOML, on one line.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(
                rune.Value switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    < ' ' or 0x7f => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                    _ => rune.ToString(),
                }
            );
        }

        return quoted.Append('"').ToString();
    }

    private static string Line(string key, string value, bool isGiven) => $"{(isGiven ? "" : "# ")}{key} = {value}";

    private static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quoted))}]";
}
