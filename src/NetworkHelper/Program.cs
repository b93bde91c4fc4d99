// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper;
using RootfulContainers.Platform.Interop;

Libc.KeepDescriptorsFromChildren();
return new CommandLine(StandardStream.WriteError).Run(args);
