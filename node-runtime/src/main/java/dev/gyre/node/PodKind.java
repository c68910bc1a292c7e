package dev.gyre.node;

import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;

/** The kinds that a kubelet deals with. */
final class PodKind {
    static final ResourceKind PODS = KubernetesKinds.registry().of(ResourceKey.namespaced("", "pods", "any", "any"));

    private PodKind() {}
}
