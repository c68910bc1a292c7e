package dev.gyre.node;

import dev.gyre.node.cluster.ClusterObjects;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.ResourceEvent;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/**
 * The cluster's Services as this process knows them, followed from the log. Until they have been read once nobody is
 * answered: a container that started without them would lack what it needs for good.
 */
public final class FollowedServices implements ServiceDirectory, AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final String EVERYBODYS = "default";

    private final Map<ResourceKey, Resource> services = new ConcurrentSkipListMap<>();
    private final CompletableFuture<Void> known = new CompletableFuture<>();
    private final AutoCloseable subscription;

    public FollowedServices(ClusterObjects objects) {
        ResourceKind kind = Objects.requireNonNull(KubernetesKinds.registry().find("", "services"));
        this.subscription = objects.follow(Set.of(kind), new ClusterObjects.Listener() {
            @Override
            public void reset(long revision, List<Resource> all) {
                services.clear();
                all.forEach(service -> services.put(service.key(), service));
                known.complete(null);
            }

            @Override
            public void changed(long revision, List<ResourceEvent> events) {
                events.forEach(FollowedServices.this::apply);
            }
        });
    }

    private void apply(ResourceEvent event) {
        if (event.type() == ResourceEvent.Type.DELETED) {
            services.remove(event.key());
        } else {
            services.put(event.key(), event.resource());
        }
    }

    @Override
    public CompletionStage<List<Resource>> of(String namespace) {
        return known.copy().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).handle((done, failure) -> {
            if (failure != null) {
                throw new IllegalStateException(
                        "services have not yet been read at least once, cannot construct envvars");
            }
            return services.values().stream()
                    .filter(service -> service.namespace().equals(namespace)
                            || service.namespace().equals(EVERYBODYS))
                    .toList();
        });
    }

    @Override
    public void close() throws Exception {
        subscription.close();
    }
}
