// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Tests;

internal static class Container
{
    public static ContainerName Named(string text) =>
        ContainerName.TryParse(text, out var name, out var error) ? name : throw new FormatException(error);
}
