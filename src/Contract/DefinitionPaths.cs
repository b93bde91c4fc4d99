// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Contract;

/// <summary>Where definitions are.</summary>
internal static class DefinitionPaths
{
    /// <summary>The admin's.</summary>
    public const string Admin = "/etc/rootful-containers.d";

    /// <summary>As for other configuration: the admin's files hide those of the running system and of packages.</summary>
    public static readonly string[] Search = [Admin, "/run/rootful-containers.d", "/usr/lib/rootful-containers.d"];

    public const string Extension = ".toml";
}
