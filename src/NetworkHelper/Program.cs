// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Systemd;

Libc.KeepDescriptorsFromChildren();
return new CommandLine(StandardError.WriteLine).Run(args);
