// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper;
using RootfulContainers.Platform.Systemd;

return await new CommandLine(StandardError.WriteLine).Run(args);
