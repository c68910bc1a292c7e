package dev.gyre.it.simulation;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Topics;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.StoreBatch;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What was really committed, as told by the store itself within each transaction: the truth that everything else is held
 * against. Listeners hear of a change when it is in.
 */
final class Ledger implements ResourceStore.WatchListener {

    private record Kind(String group, String plural) {}

    private final Simulation simulation;
    private final ResourceKinds kinds;
    private final Topics topics;

    private final NavigableMap<ResourceKey, StoredObject> objects = new TreeMap<>();
    private final Map<Kind, NavigableMap<ResourceKey, StoredObject>> byKind = new HashMap<>();
    private final NavigableMap<Long, StoreEvent.Changed> changes = new TreeMap<>();
    private final Map<Partition, List<StoreEvent.Changed>> published = new HashMap<>();
    private final Map<String, Long> machinery = new HashMap<>();
    private final List<Consumer<StoreEvent.Changed>> listeners = new ArrayList<>();
    private long revision = 1;

    Ledger(Simulation simulation, ResourceKinds kinds, Topics topics) {
        this.simulation = simulation;
        this.kinds = kinds;
        this.topics = topics;
    }

    void listen(Consumer<StoreEvent.Changed> listener) {
        listeners.add(listener);
    }

    @Override
    public void onBatch(StoreBatch batch) {
        for (StoreEvent event : batch.events()) {
            revision = event.revision();
            switch (event) {
                case StoreEvent.Changed changed -> take(changed);
                case StoreEvent.Other other -> {
                    machinery.put(other.key(), other.revision());
                    simulation.trace("commit " + other.revision() + " " + other.key());
                }
            }
        }
    }

    private void take(StoreEvent.Changed changed) {
        StoredObject current = changed.current();
        ResourceKey key = changed.key();
        var ofKind = byKind.computeIfAbsent(new Kind(key.group(), key.plural()), k -> new TreeMap<>());
        if (current == null) {
            objects.remove(key);
            ofKind.remove(key);
        } else {
            objects.put(key, current);
            ofKind.put(key, current);
        }
        changes.put(changed.revision(), changed);
        if (isPublished(changed.key())) {
            published
                    .computeIfAbsent(topics.changesPartition(changed.key()), p -> new ArrayList<>())
                    .add(changed);
        }
        simulation.trace("commit " + changed.revision() + " " + changed.key() + " " + inWords(current) + " by "
                + changed.provenance().actor());
        listeners.forEach(listener -> listener.accept(changed));
    }

    private static String inWords(StoredObject object) {
        if (object == null) {
            return "removed";
        }
        if (!object.key().groupResource().equals("pods")) {
            return "put";
        }
        return (Workload.isDeleting(object) ? "deleting " : "")
                + object.json().path("status").path("phase").asString("")
                + (Workload.isReady(object) ? " ready" : "");
    }

    @Override
    public void onEnd(Throwable cause) {
        simulation.violated("the store's own watch goes on", cause.toString());
    }

    boolean isPublished(ResourceKey key) {
        ResourceKind kind = kinds.find(key.group(), key.plural());
        return kind != null && kind.isPublished();
    }

    long revision() {
        return revision;
    }

    /** The revision of the last change of a key of the machinery. */
    long machinery(String key) {
        return machinery.getOrDefault(key, 0L);
    }

    StoredObject get(ResourceKey key) {
        return objects.get(key);
    }

    List<StoredObject> list(String group, String plural, String namespace) {
        return byKind.getOrDefault(new Kind(group, plural), new TreeMap<>()).values().stream()
                .filter(o -> namespace.isEmpty() || o.key().namespace().equals(namespace))
                .toList();
    }

    NavigableMap<ResourceKey, StoredObject> objects() {
        return objects;
    }

    /** The change that this revision is, null where it is none of an object. */
    StoreEvent.Changed change(long revision) {
        return changes.get(revision);
    }

    /** Changes after one revision and up to another. */
    List<StoreEvent.Changed> changes(long after, long upTo) {
        return after >= upTo
                ? List.of()
                : List.copyOf(changes.subMap(after, false, upTo, true).values());
    }

    /** All changes that belong into a partition, in order. */
    List<StoreEvent.Changed> published(Partition partition) {
        return published.getOrDefault(partition, List.of());
    }
}
