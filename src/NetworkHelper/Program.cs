// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper;

return await CommandLine.Run(args);
