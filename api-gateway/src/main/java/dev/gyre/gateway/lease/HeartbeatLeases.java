package dev.gyre.gateway.lease;

import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.MicroTime;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Heartbeats travel on the log and not through the store, so that a node costs the store nothing while it lives. Whoever reads
 * a node's Lease sees the latest of them as its {@code renewTime} all the same; revision and watches are those of the stored
 * object.
 */
public final class HeartbeatLeases implements ResourceReader {

    private static final String GROUP = "coordination.k8s.io";
    private static final String PLURAL = "leases";
    private static final String NAMESPACE = "kube-node-lease";

    private final ResourceReader stored;
    private final Function<String, @Nullable Instant> heartbeat;

    /** {@code heartbeat} knows the latest of a node, null where it has heard of none. */
    public HeartbeatLeases(ResourceReader stored, Function<String, @Nullable Instant> heartbeat) {
        this.stored = stored;
        this.heartbeat = heartbeat;
    }

    @Override
    public Snapshot latest() {
        return new Renewed(stored.latest());
    }

    @Override
    public CompletionStage<Snapshot> notOlderThan(long revision) {
        return stored.notOlderThan(revision).thenApply(Renewed::new);
    }

    @Override
    public CompletionStage<Snapshot> consistent() {
        return stored.consistent().thenApply(Renewed::new);
    }

    /** The past is as it was. */
    @Override
    public @Nullable Snapshot at(long revision) {
        return stored.at(revision);
    }

    @Override
    public ResourceStore.Watch watch(
            String group, String plural, String namespace, long afterRevision, ChangeListener listener) {
        return stored.watch(group, plural, namespace, afterRevision, listener);
    }

    private StoredObject renewed(StoredObject lease) {
        Instant latest = heartbeat.apply(lease.key().name());
        if (latest == null) {
            return lease;
        }
        String time = MicroTime.of(latest);
        // Both are of one length and in UTC, so text compares as time does.
        if (lease.json().path("spec").path("renewTime").asString("").compareTo(time) >= 0) {
            return lease;
        }
        ObjectNode json = lease.json().deepCopy();
        json.withObjectProperty("spec").put("renewTime", time);
        return new StoredObject(lease.key(), json, lease.createRevision(), lease.modRevision(), lease.provenance());
    }

    private static boolean isNodeLease(ResourceKey key) {
        return key.namespace().equals(NAMESPACE)
                && key.plural().equals(PLURAL)
                && key.group().equals(GROUP);
    }

    /** A snapshot whose leases of nodes are renewed as they are looked at. */
    private final class Renewed implements Snapshot {
        private final Snapshot snapshot;

        Renewed(Snapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public long revision() {
            return snapshot.revision();
        }

        @Override
        public @Nullable StoredObject get(ResourceKey key) {
            StoredObject found = snapshot.get(key);
            return found != null && isNodeLease(key) ? renewed(found) : found;
        }

        @Override
        public Iterable<StoredObject> list(String group, String plural, String namespace, @Nullable ResourceKey after) {
            Iterable<StoredObject> found = snapshot.list(group, plural, namespace, after);
            return plural.equals(PLURAL) && group.equals(GROUP) ? () -> renewing(found.iterator()) : found;
        }

        private Iterator<StoredObject> renewing(Iterator<StoredObject> leases) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return leases.hasNext();
                }

                @Override
                public StoredObject next() {
                    StoredObject lease = leases.next();
                    return isNodeLease(lease.key()) ? renewed(lease) : lease;
                }
            };
        }

        @Override
        public int count(String group, String plural, String namespace) {
            return snapshot.count(group, plural, namespace);
        }

        @Override
        public long serial(String name) {
            return snapshot.serial(name);
        }
    }
}
