package dev.gyre.cli.why;

import dev.gyre.cli.why.Story.Cause;
import dev.gyre.events.history.History;
import dev.gyre.events.history.Version;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.StopReason;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Who ended a pod's containers. A kubelet tells of an end after it has gone on with what follows, so the decision that it tells it
 * with is not what led to it: that is an earlier one, to stop the container, or none where it ended by itself.
 */
final class ContainerEnds {

    /** The reasons of an end that a process came to; others say that there was none, or that nobody knows. */
    private static final Set<String> OF_PROCESSES = Set.of("Completed", "Error", Cause.Itself.OOM_KILLED);

    private final History history;

    ContainerEnds(History history) {
        this.history = history;
    }

    /** The containers whose end this version tells first; none where it is no kubelet's. */
    List<String> in(Version version) {
        DecisionId by = DecisionId.parse(version.by().cause());
        if (version.type() != Version.Type.MODIFIED
                || by == null
                || !by.reconciler().equals(DecisionId.KUBELET)) {
            return List.of();
        }
        Resource before = history.asOf(version.key(), version.revision() - 1);
        return before == null ? List.of() : names(before, version);
    }

    private static List<String> names(Resource before, Version version) {
        return PodContainers.names(version.object()).stream()
                .filter(name -> isNew(end(version.object(), name), end(before, name)))
                .toList();
    }

    /** The kubelet's decision to stop one whose end this version tells; null where it decided nothing of the kind. */
    @Nullable
    DecisionRecord stop(String container, Version version) {
        long since = toldLast(container, version);
        DecisionRecord stop = null;
        for (DecisionRecord decision : history.decisionsInLifeOf(version.key())) {
            boolean isBetween = decision.inputRevision() >= since && decision.inputRevision() < version.revision();
            if (isBetween && decision.reasons().stream().anyMatch(reason -> isStop(reason, container))) {
                stop = decision;
            }
        }
        return stop;
    }

    /** That nobody stopped it; null where its pod goes, which may have led to it without a decision, or where no process ended. */
    static Cause.@Nullable Itself itself(String container, Version version) {
        JsonNode end = end(version.object(), container);
        String reason = Turns.text(end, "reason");
        return version.object().isDeleting() || !OF_PROCESSES.contains(reason)
                ? null
                : new Cause.Itself(container, end.path("exitCode").asInt(), reason);
    }

    /** The revision that told of its end before this one; 0 for none. */
    private long toldLast(String container, Version version) {
        List<Version> earlier = history.versionsOf(version.key(), 0, version.revision() - 1);
        JsonNode last = end(earlier.getLast().object(), container);
        return last.isMissingNode()
                ? 0
                : earlier.stream()
                        .filter(one -> end(one.object(), container).equals(last))
                        .mapToLong(Version::revision)
                        .min()
                        .orElse(0);
    }

    private static JsonNode end(Resource pod, String container) {
        return PodContainers.lastEnd(PodContainers.status(pod, container));
    }

    /** Whether a container ended, be it for the first time or once more. */
    static boolean isNew(JsonNode end, JsonNode before) {
        return !end.isMissingNode() && !end.equals(before);
    }

    private static boolean isStop(String reason, String container) {
        return StopReason.containerOf(reason).filter(container::equals).isPresent();
    }
}
