package dev.gyre.node.lifecycle;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What probes have found out about one attempt of a container. Without a startup probe it has started when it runs; until
 * it has started nothing else is asked, and it is not ready. Without a readiness probe it is ready once it has started.
 * A startup or liveness probe that has failed often enough settles the attempt's fate: nothing more is asked.
 *
 * @param failed the probe for which the container is to be stopped; null where none
 */
record Health(boolean isStarted, boolean isReady, @Nullable ProbeKind failed, Map<ProbeKind, ProbeProgress> probes) {

    static Health fresh(ContainerManifest container) {
        boolean isStarted = !container.probes().containsKey(ProbeKind.STARTUP);
        return new Health(isStarted, isStarted && isReadyOnceStarted(container), null, Map.of());
    }

    /** What an earlier life of the agent had found out; readiness stands until the first answer says otherwise. */
    static Health adopted(ContainerManifest container, boolean wasStarted, boolean wasReady) {
        Health fresh = fresh(container);
        boolean isStarted = fresh.isStarted || wasStarted;
        return new Health(isStarted, isStarted && (wasReady || isReadyOnceStarted(container)), null, Map.of());
    }

    private static boolean isReadyOnceStarted(ContainerManifest container) {
        return !container.probes().containsKey(ProbeKind.READINESS);
    }

    /** Whether this probe says anything at this point of the container's life. */
    boolean asks(ProbeKind kind, boolean isStopping) {
        return switch (kind) {
            case STARTUP -> !isStarted && failed == null && !isStopping;
            case LIVENESS -> isStarted && failed == null && !isStopping;
            case READINESS -> isStarted;
        };
    }

    ProbeProgress progress(ProbeKind kind, ProbeTimes times, Instant startedAt) {
        return Objects.requireNonNullElseGet(
                probes.get(kind), () -> ProbeProgress.dueAt(startedAt.plus(times.initialDelay())));
    }

    Health with(ProbeKind kind, ProbeProgress progress) {
        Map<ProbeKind, ProbeProgress> changed = new EnumMap<>(ProbeKind.class);
        changed.putAll(probes);
        changed.put(kind, progress);
        return new Health(isStarted, isReady, failed, Map.copyOf(changed));
    }

    /** After an answer. Fewer answers in a row than the probe's threshold change nothing but their count. */
    Health answered(ContainerManifest container, ProbeKind kind, ProbeTimes times, ProbeProgress progress) {
        Health counted = with(kind, progress);
        if (progress.wasSuccess() && progress.run() >= times.successThreshold()) {
            return counted.passed(container, kind);
        }
        if (!progress.wasSuccess() && progress.run() >= times.failureThreshold()) {
            return counted.failed(kind);
        }
        return counted;
    }

    private Health passed(ContainerManifest container, ProbeKind kind) {
        return switch (kind) {
            case STARTUP -> new Health(true, isReadyOnceStarted(container), failed, probes);
            case LIVENESS -> this;
            case READINESS -> new Health(isStarted, true, failed, probes);
        };
    }

    private Health failed(ProbeKind kind) {
        return kind == ProbeKind.READINESS
                ? new Health(isStarted, false, failed, probes)
                : new Health(isStarted, isReady, kind, probes);
    }
}
