// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>
/// The network namespace of another container of the same user, which is attached. The one that shares it has nothing of its own on the
/// networks, and nothing to undo there. The service manager has it start after the other is attached, and stop before that is detached.
/// </summary>
/// <param name="Owner">The other.</param>
/// <param name="Number">Of the namespace.</param>
/// <param name="Networks">Names, in the order of the other's definition.</param>
internal sealed record SharedNetwork(ContainerName Owner, ulong Number, IReadOnlyList<string> Networks)
{
    /// <summary>Finds it. No lock is taken: the other is not changed meanwhile but by commands given manually.</summary>
    /// <exception cref="HostException">The other is not attached, or not this user's.</exception>
    public static void Find(SetupContext context, ContainerName owner)
    {
        var options = context.Options;
        var record = ContainerRecord.Peek(StatePaths.Directory(owner));
        if (
            record is not { IsAlive: true, NetworkNamespace: > 0 }
            || OptionalFile.Read(StatePaths.File(owner, StatePaths.Status)) is not { } answer
        )
        {
            throw new HostException(
                $"container {owner}, whose network {options.Name} shares, is not attached; see 'systemctl status {SystemUnits.Network(owner)}'"
            );
        }

        if (record.Uid != options.User.Uid)
        {
            throw new HostException($"container {owner} is not user {options.User}'s: its network cannot be shared");
        }

        if (!record.IsHolder)
        {
            throw new HostException(
                $"the network namespace of container {owner} is made with the container, and cannot be shared"
            );
        }

        context.Conf = ContainersConf.Load();
        context.Shared = new SharedNetwork(owner, record.NetworkNamespace, NetworkNames(owner));
        context.Answer = answer;
    }

    /// <exception cref="HostException">The container is in another network namespace.</exception>
    public void Require(ContainerRecord record)
    {
        if (record.NetworkNamespace != Number)
        {
            throw new HostException(
                $"process {record.Process} is not in the network namespace of container {Owner}; refused"
            );
        }
    }

    public void Tell(SetupContext context)
    {
        var text = $"shares the network of {Owner}: {NetavarkStatus.Describe(context.Statuses)}";
        context.Log.Notice($"{context.Options.Name}: {text}");
        if (ServiceNotification.IsExpected)
        {
            ServiceNotification.Send($"STATUS={text}");
        }
    }

    private static string[] NetworkNames(ContainerName owner) =>
        OptionalFile.Read(StatePaths.File(owner, StatePaths.Networks)) is { } names
            ? Encoding.UTF8.GetString(names).Split('\n')
            : [];
}
