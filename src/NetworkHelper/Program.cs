// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper;
using RootfulContainers.Platform.Interop;

Libc.KeepDescriptorsFromChildren();
return await new CommandLine(StandardStream.WriteError).Run(args);
