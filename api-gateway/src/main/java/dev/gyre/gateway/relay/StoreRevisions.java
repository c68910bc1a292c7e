package dev.gyre.gateway.relay;

import dev.gyre.events.EventLog;
import dev.gyre.events.relay.CommittedRevision;
import dev.gyre.events.relay.CommittedRevisions;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.record.ResourceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The store's watch as the relay's history: changes of published kinds are events, all other revisions are counted. */
public final class StoreRevisions implements CommittedRevisions {

    private static final Logger LOG = LoggerFactory.getLogger(StoreRevisions.class);

    /** A watch of etcd that begins further back is slow, and a burden to etcd. */
    private static final int FAR_BEHIND = 40_000;

    private final ResourceStore store;
    private final ResourceKinds kinds;
    private final int maxWaiting;
    private final int farBehind;

    /**
     * @param maxWaiting so many revisions may wait in memory for the relay
     * @param farBehind who begins so many revisions ago, or more, reads stretches of history before it watches
     */
    public StoreRevisions(ResourceStore store, ResourceKinds kinds, int maxWaiting, int farBehind) {
        this.store = store;
        this.kinds = kinds;
        this.maxWaiting = maxWaiting;
        this.farBehind = farBehind;
    }

    public StoreRevisions(ResourceStore store, ResourceKinds kinds, int maxWaiting) {
        this(store, kinds, maxWaiting, FAR_BEHIND);
    }

    @Override
    public EventLog.Subscription follow(
            long fromRevision,
            Function<List<CommittedRevision>, CompletionStage<Void>> handler,
            EventLog.FailureHandler failed) {
        StoreFollower follower =
                new StoreFollower(store, fromRevision, maxWaiting, farBehind, this::revisions, handler, failed);
        follower.start();
        return follower;
    }

    static Throwable asTheRelayKnowsIt(Throwable cause) {
        return cause instanceof ResourceStore.CompactedException compacted
                ? new CompactedException(compacted.compactRevision())
                : cause;
    }

    @Override
    public CompletionStage<Long> currentRevision() {
        return store.currentRevision();
    }

    @Override
    public CompletionStage<State> load() {
        return store.load().thenApply(contents -> {
            List<StoredResource> published = new ArrayList<>();
            for (StoredObject object : contents.objects()) {
                if (isPublished(object.key())) {
                    Resource resource = Resource.of(object.key(), object.modRevision(), object.json());
                    published.add(new StoredResource(resource, object.provenance()));
                }
            }
            return new State(contents.revision(), published);
        });
    }

    private List<CommittedRevision> revisions(List<StoreEvent> events) {
        List<CommittedRevision> revisions = new ArrayList<>(events.size());
        for (StoreEvent event : events) {
            CommittedRevision revision = new CommittedRevision(event.revision(), published(event));
            if (revisions.isEmpty() || revisions.getLast().revision() < event.revision()) {
                revisions.add(revision);
            } else if (revisions.getLast().event() == null) {
                revisions.set(revisions.size() - 1, revision);
            } else if (revision.event() != null) {
                LOG.error(
                        "revision {} changes more than one object, not by a gateway: {} is not on the log",
                        event.revision(),
                        revision.event().key());
            }
        }
        return revisions;
    }

    private @Nullable ResourceEvent published(StoreEvent event) {
        return event instanceof StoreEvent.Changed changed && isPublished(changed.key())
                ? resourceEvent(changed)
                : null;
    }

    private boolean isPublished(ResourceKey key) {
        return kinds.isPublished(key);
    }

    private static ResourceEvent resourceEvent(StoreEvent.Changed changed) {
        StoredObject current = changed.current();
        StoredObject previous = changed.previous();
        ResourceEvent.Type type = current == null
                ? ResourceEvent.Type.DELETED
                : previous == null ? ResourceEvent.Type.ADDED : ResourceEvent.Type.MODIFIED;
        ObjectNode json =
                current != null ? current.json() : previous != null ? previous.json() : nameOnly(changed.key());
        Resource resource = Resource.of(changed.key(), changed.revision(), json);
        return new ResourceEvent(type, resource, changed.provenance());
    }

    /** Of an object whose last state was compacted away before its deletion was read. */
    private static ObjectNode nameOnly(ResourceKey key) {
        ObjectNode json = Json.object();
        ObjectNode metadata = json.putObject("metadata").put("name", key.name());
        if (key.isNamespaced()) {
            metadata.put("namespace", key.namespace());
        }
        return json;
    }
}
