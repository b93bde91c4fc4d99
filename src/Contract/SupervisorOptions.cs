// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Contract;

/// <summary>The options of container-supervisor that units are written with.</summary>
internal static class SupervisorOptions
{
    public const string User = "--user";
    public const string Restartable = "--restartable";

    /// <summary>The container has to end well for its unit to be up.</summary>
    public const string Job = "--job";
    public const string Reload = "--reload";
    public const string Restart = "--restart";
    public const string FreeName = "--free-name";

    /// <summary>Before the others: the container's processes are in <c>rootful-start@</c>.</summary>
    public const string NamespaceFirst = "--namespace-first";

    /// <summary>Followed by "--" and the command to run where <c>$SERVICE_RESULT</c> is something else.</summary>
    public const string UnlessSuccess = "--unless-success";
}
