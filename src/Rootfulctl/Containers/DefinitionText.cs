// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Output;

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
            {Line("description", TomlText.Quoted(Description ?? "what it is for"), Description is not null)}

            # Whose container it is.
            user = {TomlText.Quoted(User)}

            # What it runs. Passwords belong into secrets, not here.
            image = {TomlText.Quoted(Image)}
            {Line("env.NAME", TomlText.Quoted("value"), false)}
            {Line("secrets", List(["NAME"]), false)}

            # Networks of rootful podman.
            networks = {List(Networks)}

            # Ports of the host that lead to it.
            {Line("publish", List(Ports.Count > 0 ? Ports : ["8080:80"]), Ports.Count > 0)}

            # What stays: directories of the host, or volumes of the user.
            {Line("volumes", List(Volumes.Count > 0 ? Volumes : ["data:/data"]), Volumes.Count > 0)}

            # Whether it starts at boot, and again when it has failed.
            {Line("autostart", "true", IsStartedAtBoot)}
            {Line("service.restart", TomlText.Quoted("on-failure"), false)}

            """;

    private static string Line(string key, string value, bool isGiven) => $"{(isGiven ? "" : "# ")}{key} = {value}";

    private static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(TomlText.Quoted))}]";
}
