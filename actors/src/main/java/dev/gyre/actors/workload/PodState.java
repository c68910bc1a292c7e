package dev.gyre.actors.workload;

import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A pod as a controller sees it: whether it counts, whether it is ready, and since when. */
public record PodState(Resource resource) {

    /** What upstream's controllers count: neither finished nor about to go. */
    public boolean isActive() {
        return !resource.isDeleting() && !isFinished();
    }

    public boolean isFinished() {
        return phase().equals("Succeeded") || phase().equals("Failed");
    }

    public String phase() {
        return resource.outline().phase();
    }

    /** Empty until the pod is scheduled. */
    public String nodeName() {
        return resource.outline().nodeName();
    }

    public boolean isReady() {
        return readyCondition() != null;
    }

    /** When the pod became ready; null while it is not. */
    public @Nullable Instant readySince() {
        JsonNode ready = readyCondition();
        return ready == null ? null : Timestamp.read(ready.path("lastTransitionTime"));
    }

    /** When a ready pod counts as available, if it stays ready; null while it is not ready. */
    public @Nullable Instant availableFrom(int minReadySeconds) {
        if (!isReady()) {
            return null;
        }
        Instant since = readySince();
        if (minReadySeconds == 0) {
            return since == null ? Instant.EPOCH : since;
        }
        return since == null ? null : since.plusSeconds(minReadySeconds);
    }

    public boolean isAvailable(int minReadySeconds, Instant now) {
        if (minReadySeconds == 0) {
            return isReady();
        }
        Instant from = availableFrom(minReadySeconds);
        return from != null && !from.isAfter(now);
    }

    /** How often the container that restarted most did so. */
    public int restarts() {
        int most = 0;
        for (JsonNode container : status().path("containerStatuses")) {
            most = Math.max(most, container.path("restartCount").asInt(0));
        }
        return most;
    }

    /** What its owner would pay for losing it; 0 where nobody said. */
    public int deletionCost() {
        JsonNode cost =
                resource.json().path("metadata").path("annotations").path("controller.kubernetes.io/pod-deletion-cost");
        try {
            return Integer.parseInt(cost.asString("0"));
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    public Duration age(Instant now) {
        Instant created = resource.creationTimestamp();
        return created == null ? Duration.ZERO : Duration.between(created, now);
    }

    /** When the last of its containers ended; where none did, when it was told to go, or made. */
    public Instant endedAt() {
        Instant end = Instant.MIN;
        for (JsonNode container : status().path("containerStatuses")) {
            end = later(
                    end,
                    Timestamp.read(container.path("state").path("terminated").path("finishedAt")));
        }
        if (end.equals(Instant.MIN)) {
            end = later(end, resource.deletionTimestamp());
        }
        return end.equals(Instant.MIN) ? later(end, resource.creationTimestamp()) : end;
    }

    private static Instant later(Instant a, @Nullable Instant b) {
        return b != null && b.isAfter(a) ? b : a;
    }

    private @Nullable JsonNode readyCondition() {
        for (JsonNode condition : status().path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                return condition.path("status").asString("").equals("True") ? condition : null;
            }
        }
        return null;
    }

    private JsonNode status() {
        return resource.json().path("status");
    }
}
