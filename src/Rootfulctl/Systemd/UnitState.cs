// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Systemd;

/// <summary>A unit as a service manager lists it.</summary>
internal sealed record UnitState(string Name, string Load, string Active, string Sub);
