package dev.gyre.node.cluster;

import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.record.ResourceEvent.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Objects in memory; listeners hear of a change before the call that made it returns. */
public final class InMemoryClusterObjects implements ClusterObjects {

    private static final Provenance NOBODY = new Provenance("", "", "", Instant.EPOCH);

    private record Following(Set<String> kinds, Listener listener) {
        boolean wants(ResourceKey key) {
            return kinds.contains(key.groupResource());
        }
    }

    private final Map<ResourceKey, Resource> objects = new TreeMap<>();
    private final List<Following> followers = new ArrayList<>();
    private long revision = 1;

    @Override
    public synchronized AutoCloseable follow(Set<ResourceKind> kinds, Listener listener) {
        Following following =
                new Following(kinds.stream().map(ResourceKind::groupResource).collect(Collectors.toSet()), listener);
        followers.add(following);
        reset(following);
        return () -> leave(following);
    }

    private synchronized void leave(Following following) {
        followers.remove(following);
    }

    /** Creates or changes an object. */
    public synchronized Resource put(ResourceKey key, ObjectNode json) {
        revision++;
        Resource resource = Resource.of(key, revision, json);
        Type type = objects.put(key, resource) == null ? Type.ADDED : Type.MODIFIED;
        tell(new ResourceEvent(type, resource, NOBODY));
        return resource;
    }

    public synchronized void delete(ResourceKey key) {
        Resource gone = objects.remove(key);
        if (gone != null) {
            revision++;
            tell(new ResourceEvent(Type.DELETED, Resource.of(key, revision, gone.json()), NOBODY));
        }
    }

    /** What a break in the history leads to: everything is told again. */
    public synchronized void resetAll() {
        List.copyOf(followers).forEach(this::reset);
    }

    private void reset(Following following) {
        following
                .listener()
                .reset(
                        revision,
                        objects.values().stream()
                                .filter(object -> following.wants(object.key()))
                                .toList());
    }

    private void tell(ResourceEvent event) {
        List.copyOf(followers).stream()
                .filter(following -> following.wants(event.key()))
                .forEach(following -> following.listener().changed(revision, List.of(event)));
    }
}
