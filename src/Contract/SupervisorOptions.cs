// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Contract;

/// <summary>The options of container-supervisor that units are written with.</summary>
internal static class SupervisorOptions
{
    public const string User = "--user";
    public const string Restartable = "--restartable";
    public const string Reload = "--reload";
    public const string Restart = "--restart";
    public const string FreeName = "--free-name";

    /// <summary>Before the others: the container's processes are in <c>rootful-start@</c>.</summary>
    public const string NamespaceFirst = "--namespace-first";

    /// <summary>What is started is a pod's own container, of which podman does not say when it is ready.</summary>
    public const string Pod = "--pod";

    /// <summary>Followed by "--" and the command to run where <c>$SERVICE_RESULT</c> is something else.</summary>
    public const string UnlessSuccess = "--unless-success";
}
