package dev.gyre.schemas.columns;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * A pod in one line: how many containers are ready, one word for what it is doing, how often it was restarted. The word is the
 * most telling of many: that of the first initialization that has not succeeded, else that of the first container that waits
 * or has ended, else the phase; and {@code Terminating} hides nearly all of them.
 */
public final class PodSummary {

    private final JsonNode pod;
    private final Set<String> sidecars = new HashSet<>();
    private String status;
    private int ready;
    private int total;
    private long restarts;
    private long sidecarRestarts;
    private @Nullable Instant lastRestart;
    private @Nullable Instant lastSidecarRestart;

    private PodSummary(JsonNode pod) {
        this.pod = pod;
        this.status = pod.path("status").path("phase").asString("");
        this.total = pod.path("spec").path("containers").size();
    }

    public static PodSummary of(JsonNode pod) {
        PodSummary summary = new PodSummary(pod);
        summary.summarize();
        return summary;
    }

    /** {@code 1/2}. */
    public String ready() {
        return ready + "/" + total;
    }

    /** {@code Running}, {@code CrashLoopBackOff}, {@code Init:0/1}, ... */
    public String status() {
        return status;
    }

    /** {@code 3 (5m ago)}. */
    public String restarts(Instant now) {
        Instant last = lastRestart;
        return restarts == 0 || last == null
                ? Long.toString(restarts)
                : restarts + " (" + Columns.since(StringNode.valueOf(last.toString()), now) + " ago)";
    }

    static boolean isTrue(JsonNode pod, String condition) {
        for (JsonNode c : pod.path("status").path("conditions")) {
            if (c.path("type").asString("").equals(condition)) {
                return c.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    private void summarize() {
        JsonNode podStatus = pod.path("status");
        String reason = podStatus.path("reason").asString("");
        status = reason.isEmpty() ? status : reason;
        for (JsonNode condition : podStatus.path("conditions")) {
            if (condition.path("type").asString("").equals("PodScheduled")
                    && condition.path("reason").asString("").equals("SchedulingGated")) {
                status = "SchedulingGated";
            }
        }
        for (JsonNode container : pod.path("spec").path("initContainers")) {
            if (container.path("restartPolicy").asString("").equals("Always")) {
                sidecars.add(container.path("name").asString(""));
                total++;
            }
        }
        boolean isInitializing = initialization();
        if (!isInitializing || isTrue(pod, "Initialized")) {
            containers();
        }
        deletion(reason);
    }

    /** Goes through initialization up to the first container that has not done its part; whether there is one. */
    private boolean initialization() {
        JsonNode statuses = pod.path("status").path("initContainerStatuses");
        for (int i = 0; i < statuses.size(); i++) {
            JsonNode container = statuses.get(i);
            boolean isSidecar = sidecars.contains(container.path("name").asString(""));
            restarts += container.path("restartCount").asLong(0);
            lastRestart = later(lastRestart, container);
            if (isSidecar) {
                sidecarRestarts += container.path("restartCount").asLong(0);
                lastSidecarRestart = later(lastSidecarRestart, container);
            }
            JsonNode terminated = container.path("state").path("terminated");
            if (terminated.isObject() && terminated.path("exitCode").asInt(0) == 0) {
                continue;
            }
            if (isSidecar && container.path("started").asBoolean(false)) {
                ready += container.path("ready").asBoolean(false) ? 1 : 0;
                continue;
            }
            String waiting =
                    container.path("state").path("waiting").path("reason").asString("");
            if (terminated.isObject()) {
                status = "Init:" + endReason(terminated);
            } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
                status = "Init:" + waiting;
            } else {
                status = "Init:" + i + "/"
                        + pod.path("spec").path("initContainers").size();
            }
            return true;
        }
        return false;
    }

    private void containers() {
        restarts = sidecarRestarts;
        lastRestart = lastSidecarRestart;
        boolean isAnyRunning = false;
        JsonNode statuses = pod.path("status").path("containerStatuses");
        for (int i = statuses.size() - 1; i >= 0; i--) {
            JsonNode container = statuses.get(i);
            restarts += container.path("restartCount").asLong(0);
            lastRestart = later(lastRestart, container);
            JsonNode state = container.path("state");
            String waiting = state.path("waiting").path("reason").asString("");
            if (!waiting.isEmpty()) {
                status = waiting;
            } else if (state.path("terminated").isObject()) {
                status = endReason(state.path("terminated"));
            } else if (container.path("ready").asBoolean(false)
                    && state.path("running").isObject()) {
                isAnyRunning = true;
                ready++;
            }
        }
        if (status.equals("Completed") && isAnyRunning) {
            status = isTrue(pod, "Ready") ? "Running" : "NotReady";
        }
    }

    private void deletion(String reason) {
        if (!pod.path("metadata").hasNonNull("deletionTimestamp")) {
            return;
        }
        String phase = pod.path("status").path("phase").asString("");
        if (reason.equals("NodeLost")) {
            status = "Unknown";
        } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
            status = "Terminating";
        }
    }

    private static String endReason(JsonNode terminated) {
        String reason = terminated.path("reason").asString("");
        if (!reason.isEmpty()) {
            return reason;
        }
        int signal = terminated.path("signal").asInt(0);
        return signal != 0
                ? "Signal:" + signal
                : "ExitCode:" + terminated.path("exitCode").asInt(0);
    }

    private static @Nullable Instant later(@Nullable Instant known, JsonNode container) {
        String finished = container
                .path("lastState")
                .path("terminated")
                .path("finishedAt")
                .asString("");
        try {
            Instant time = OffsetDateTime.parse(finished).toInstant();
            return known == null || known.isBefore(time) ? time : known;
        } catch (DateTimeParseException e) {
            return known;
        }
    }
}
