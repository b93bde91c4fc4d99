// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Doctor;

/// <summary>One thing that is looked at.</summary>
/// <param name="Id">For people who name it, and for programs.</param>
/// <param name="Title">What is so when all is well.</param>
internal abstract record Check(string Id, string Title)
{
    /// <summary>Whether only root sees what it looks at.</summary>
    public bool NeedsRoot { get; init; }

    /// <summary>"host", "user" or "container".</summary>
    public abstract string Subject { get; }
}

internal sealed record HostCheck(string Id, string Title, Func<Examination, IEnumerable<Finding>> Find)
    : Check(Id, Title)
{
    public override string Subject => "host";
}

internal sealed record UserCheck(string Id, string Title, Func<ExaminedUser, IEnumerable<Finding>> Find)
    : Check(Id, Title)
{
    public override string Subject => "user";
}

internal sealed record ContainerCheck(string Id, string Title, Func<ExaminedContainer, IEnumerable<Finding>> Find)
    : Check(Id, Title)
{
    public override string Subject => "container";
}
