package dev.gyre.node;

import dev.gyre.node.cluster.ClusterObjects;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.storage.LocalPath;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets volumes of the provisioner {@code gyre.dev/local-path} go: one that is deleted, is nobody's any more and lies on a node
 * of this process loses its directory, and then the finalizer that it waited with. Tried until it is done; doing it twice does
 * no harm.
 */
public final class LocalVolumeCleaner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalVolumeCleaner.class);
    private static final long RETRY_SECONDS = 2;
    private static final int NOT_FOUND = 404;

    /** Takes what is in a volume away. */
    public interface Removal {
        /** Where there are no directories. */
        Removal NOTHING = volume -> {};

        void remove(Resource volume) throws IOException;
    }

    /** @param api the API as that node */
    public record Node(String name, ApiClient api, Removal removal) {}

    private final List<Node> nodes;
    private final Map<ResourceKey, Resource> due = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("volume-cleaner").factory());
    private final AutoCloseable subscription;

    public LocalVolumeCleaner(ClusterObjects objects, List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
        ResourceKind kind = Objects.requireNonNull(KubernetesKinds.registry().find("", "persistentvolumes"));
        this.subscription = objects.follow(Set.of(kind), new ClusterObjects.Listener() {
            @Override
            public void reset(long revision, List<Resource> all) {
                due.clear();
                all.forEach(LocalVolumeCleaner.this::look);
            }

            @Override
            public void changed(long revision, List<ResourceEvent> events) {
                for (ResourceEvent event : events) {
                    if (event.type() == ResourceEvent.Type.DELETED) {
                        due.remove(event.key());
                    } else {
                        look(event.resource());
                    }
                }
            }
        });
    }

    /** Its other finalizers go first: as long as one is there, somebody may still use it. */
    private void look(Resource volume) {
        boolean isLeft = volume.isDeleting() && volume.finalizers().equals(List.of(LocalPath.FINALIZER));
        if (isLeft && nodes.stream().anyMatch(node -> LocalPath.isOneOn(volume.json(), node.name()))) {
            due.put(volume.key(), volume);
            later(volume.key(), 0);
        } else {
            due.remove(volume.key());
        }
    }

    private void later(ResourceKey key, long seconds) {
        try {
            var unused = thread.schedule(() -> clean(key), seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("closed meanwhile", e);
        }
    }

    private void clean(ResourceKey key) {
        Resource volume = due.get(key);
        if (volume == null) {
            return;
        }
        for (Node node : nodes) {
            if (LocalPath.isOneOn(volume.json(), node.name())) {
                clean(volume, node);
            }
        }
    }

    /** What is to be kept by its policy is kept, though nothing speaks of it any more. */
    private void clean(Resource volume, Node node) {
        try {
            if (volume.json()
                    .path("spec")
                    .path("persistentVolumeReclaimPolicy")
                    .asString("")
                    .equals("Delete")) {
                node.removal().remove(volume);
            }
        } catch (IOException | RuntimeException e) {
            log.warn("the volume {} cannot be removed: {}; trying again", volume.name(), e.toString());
            later(volume.key(), RETRY_SECONDS);
            return;
        }
        node.api().execute(released(volume), "kubelet/nodes/" + node.name()).whenComplete((outcome, failure) -> {
            boolean isDone = failure == null
                    && (outcome instanceof Outcome.Committed
                            || outcome instanceof Outcome.Refused refused
                                    && refused.status().code() == NOT_FOUND);
            if (isDone) {
                due.remove(volume.key(), volume);
            } else {
                later(volume.key(), RETRY_SECONDS);
            }
        });
    }

    private static Command released(Resource volume) {
        ObjectNode object = volume.copy();
        object.withObjectProperty("metadata").remove("finalizers");
        return new Command.Update(volume.key(), null, volume.revision(), object, List.of());
    }

    @Override
    public void close() throws Exception {
        subscription.close();
        thread.shutdownNow();
    }
}
