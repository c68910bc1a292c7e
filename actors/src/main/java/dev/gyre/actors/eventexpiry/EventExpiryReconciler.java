package dev.gyre.actors.eventexpiry;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.Timestamp;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Deletes an Event an hour after it was last seen. Upstream hangs Events on etcd leases; here a deletion is a decision like
 * any other, so that it has a cause and a place in the log.
 */
public final class EventExpiryReconciler implements Reconciler {

    private static final Duration LIFETIME = Duration.ofHours(1);

    @Override
    public String name() {
        return "eventexpiry";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        return event.key().plural().equals("events") && event.type() != ResourceEvent.Type.DELETED
                ? Set.of(event.key())
                : Set.of();
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource event = view.get(key).orElse(null);
        Instant seen = event == null ? null : lastSeen(event);
        if (event == null || seen == null || event.isDeleting()) {
            return Decision.NOTHING;
        }
        Instant end = seen.plus(LIFETIME);
        if (end.isAfter(now)) {
            return Decision.NOTHING.wakingAt(end);
        }
        Command delete =
                new Command.Delete(key, event.uid(), event.revision(), Command.Propagation.BACKGROUND, null, List.of());
        return Decision.of(List.of(delete), "it was last seen more than an hour ago");
    }

    private static @Nullable Instant lastSeen(Resource event) {
        JsonNode json = event.json();
        return Stream.of(
                        Timestamp.read(json.path("series").path("lastObservedTime")),
                        Timestamp.read(json.path("lastTimestamp")),
                        Timestamp.read(json.path("eventTime")),
                        event.creationTimestamp())
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
    }
}
