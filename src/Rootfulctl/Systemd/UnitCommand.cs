// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Systemd;

/// <summary>A command of a service, and how it ended when it last ran.</summary>
internal sealed record UnitCommand(IReadOnlyList<string> Arguments, bool MayFail, ProcessEnd End);
