// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Containers;

namespace RootfulContainers.Definitions.Kinds.Pods;

/// <summary><c>NAME.pod.toml</c>: a pod, which has a container of its own that its containers share a network with.</summary>
internal sealed class PodKind()
    : StartedKind(".pod" + DefinitionPaths.Extension, static () => PodKeys.All, isPod: true);
