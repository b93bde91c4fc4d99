// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Tests;

internal static class Names
{
    public static ContainerName Of(string text) =>
        ContainerName.TryParse(text, out var name, out var error) ? name : throw new FormatException(error);
}
