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
}
