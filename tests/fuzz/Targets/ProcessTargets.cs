// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;
using RootfulContainers.Supervisor;
using static RootfulContainers.Tests.Fuzz.Targets.AllTargets;

namespace RootfulContainers.Tests.Fuzz.Targets;

/// <summary>What a user's process says of itself.</summary>
internal static class ProcessTargets
{
    private const string Cgroups =
        "0::/user.slice/user-1000.slice/user@1000.service/app.slice/rootful-init@web.service/container";

    /// <summary>The files that podman leaves, and those of /proc, whose contents are a user's in part.</summary>
    public static Target Claim() =>
        Target.OfText(
            "claim",
            text =>
            {
                ToleratingFailures(() => Expect(ContainerClaim.ParseId(text).Length == 64, "an id of another length"));
                ToleratingFailures(() =>
                    Expect(ContainerClaim.ParseProcess(text, "pid") > 1, "no process of a container")
                );
                _ = ContainerProcess.ParseStartTime(text);
                var isInUnit = ContainerProcess.IsInUnit(text, 1000, "rootful-init@web.service");
                Expect(!isInUnit || ContainerProcess.IsInUnit(text, 1000, null), "in a unit but not of the user");
                Expect(!isInUnit || !ContainerProcess.IsInUnit(text, 100, null), "of two users");
            },
            new string('a', 64),
            "4242",
            $"12:devices:/\n1:name=systemd:/\n{Cgroups}\n",
            "4242 (a) b) S 1 4242 4242 0 -1 4194560 100 0 0 0 0 0 0 0 20 0 1 0 123456 4096 100 18446744073709551615"
        );

    public static Target Notify() =>
        Target.OfText(
            "notify",
            text =>
            {
                var lines = NotifyMessage.Filter(text);
                Expect(
                    lines.All(l =>
                        !l.Contains('\n', StringComparison.Ordinal)
                        && !l.StartsWith("MAINPID", StringComparison.Ordinal)
                        && !l.StartsWith("FD", StringComparison.Ordinal)
                    ),
                    "a line that must not pass"
                );
                _ = NotifyMessage.IsReady(lines);
                _ = NotifyMessage.HasStatus(lines);
            },
            "READY=1\nSTATUS=serving\nMAINPID=1",
            "RELOADING=1\nMONOTONIC_USEC=1\nWATCHDOG=trigger\nEXTEND_TIMEOUT_USEC=1\nSTOPPING=1\nFDSTORE=1\nBARRIER=1"
        );
}
