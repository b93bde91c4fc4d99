// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Platform.Containers;

/// <summary>A line that a <see cref="UserAgent"/> says: a word, and what belongs to it. A claim of the user's like any other.</summary>
/// <param name="Kind">One of the words below.</param>
/// <param name="Text">Without controls.</param>
internal readonly record struct AgentMessage(string Kind, string Text)
{
    /// <summary>It goes on, and what it waits for may rightly take longer.</summary>
    public const string Busy = "busy";

    /// <summary>
    /// Likewise: the container is being created, and its image perhaps pulled. With the unit that makes first what it names, if one does,
    /// and the last line of that.
    /// </summary>
    public const string Creating = "creating";

    public const string Warning = "warning";

    /// <summary>It ends, and why.</summary>
    public const string Error = "error";

    /// <summary>It ends, and who did not answer in time.</summary>
    public const string Unanswered = "unanswered";

    /// <summary>It ends: the user's service manager does not run.</summary>
    public const string NoManager = "no-manager";

    /// <summary>It ends: the user's service manager has no unit of that container.</summary>
    public const string NoUnit = "no-unit";

    /// <summary>A unit failed; its name, or why.</summary>
    public const string Failed = "failed";

    /// <summary>The id and the first process of the container.</summary>
    public const string Claim = "claim";

    /// <summary>The process that holds the network namespace, which is there before the container.</summary>
    public const string Namespace = "namespace";

    /// <summary>The container is created; its id.</summary>
    public const string Created = "created";

    /// <summary>The start of the container is queued.</summary>
    public const string Starting = "starting";

    /// <summary>The process that held the network namespace has ended.</summary>
    public const string NamespaceLost = "namespace-lost";

    /// <summary>The main process of the unit that holds the container.</summary>
    public const string MainProcess = "main-process";

    /// <summary>How that ended: CLD_EXITED or CLD_KILLED, and its exit status or signal.</summary>
    public const string Exit = "exit";

    /// <summary>What the last check of the container's health said, as it failed.</summary>
    public const string Unhealthy = "unhealthy";

    /// <summary>The last lines that the container printed.</summary>
    public const string Printed = "printed";

    /// <summary>It ends, and all is well.</summary>
    public const string Done = "done";

    /// <summary>What it ends with; null when that is no error.</summary>
    public HostException? Failure =>
        Kind switch
        {
            Error => new HostException(Text),
            Unanswered => new NoAnswerException(Text),
            _ => null,
        };

    public static AgentMessage Parse(string line) =>
        line.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var space
            ? new AgentMessage(line[..space], line[(space + 1)..])
            : new AgentMessage(line, "");

    public override string ToString() => Text.Length == 0 ? Kind : $"{Kind} {Text}";
}
