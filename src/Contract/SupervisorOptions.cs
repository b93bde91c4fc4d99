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

    /// <summary>Behind that: the container is ready when it is started, and does not say so itself.</summary>
    public const string ReadyWhenStarted = "--ready-when-started";

    /// <summary>
    /// Behind that: how long a stop may take, in microseconds. What a container was started with holds also where its definition, and with it
    /// <c>TimeoutStopSec=</c> of its unit, is gone by the time it is stopped.
    /// </summary>
    public const string StopLimit = "--stop-limit";

    /// <summary>
    /// With a number, and followed by "--" and a command: that is run without each of so many of its first words of this form,
    /// <c>--if-present=--FLAG=PATH[:...]</c>, whose path is not there.
    /// </summary>
    public const string IfPresent = "--if-present";

    /// <summary>Followed by "--" and the command to run where <c>$SERVICE_RESULT</c> is something else.</summary>
    public const string UnlessSuccess = "--unless-success";
}
