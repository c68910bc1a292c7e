package dev.gyre.actors.workload;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;

/** The API takes nothing new into a namespace that is going, and what is in there is going with it. */
public final class GoingNamespace {

    private GoingNamespace() {}

    public static boolean isOf(Resource resource, ClusterView view) {
        return view.get(ResourceKey.clusterScoped("", "namespaces", resource.namespace()))
                .map(Resource::isDeleting)
                .orElse(false);
    }
}
