package dev.gyre.actors.service;

import dev.gyre.actors.workload.Timestamp;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * When what leads to a change of endpoints happened: the earliest time at which one of the pods that are shown differently
 * changed its readiness, or the Service's creation where nothing was shown yet. From it others measure how long endpoints
 * take.
 */
public final class TriggerTime {

    /** Where it stands on what is made for a Service. */
    public static final String ANNOTATION = "endpoints.kubernetes.io/last-change-trigger-time";

    private TriggerTime() {}

    /**
     * @param before what was shown of pods, by uid; null where nothing was made for the Service yet
     * @param after what is to be shown
     */
    public static @Nullable String of(
            Resource service,
            @Nullable Map<String, JsonNode> before,
            Map<String, JsonNode> after,
            List<Backend> backends) {
        Map<String, JsonNode> shown = before == null ? Map.of() : before;
        Stream<@Nullable Instant> changed = backends.stream()
                .filter(backend -> after.containsKey(backend.pod().uid()))
                .filter(backend -> !Objects.equals(
                        after.get(backend.pod().uid()), shown.get(backend.pod().uid())))
                .map(Backend::readinessChangedAt);
        Stream<@Nullable Instant> created =
                before == null ? Stream.ofNullable(service.creationTimestamp()) : Stream.empty();
        return Stream.concat(changed, created)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .map(Timestamp::write)
                .orElse(null);
    }
}
