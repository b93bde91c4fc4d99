// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl;
using RootfulContainers.Rootfulctl.Users;

return args is [UserChild.Option, .. var words] ? UserTask.Perform(words) : CommandLine.Run(args);
