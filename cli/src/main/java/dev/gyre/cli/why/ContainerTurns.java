package dev.gyre.cli.why;

import dev.gyre.events.history.Version;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.StopReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a change of a pod means for one of its containers: what is wanted of it, how it fares, and of its pod what reaches it,
 * such as where that runs and that it goes.
 */
final class ContainerTurns {

    private final String name;

    ContainerTurns(String name) {
        this.name = name;
    }

    /** What is new in this version of the pod. */
    List<String> of(@Nullable Resource before, Version version) {
        if (version.type() != Version.Type.MODIFIED || before == null) {
            return Turns.of(before, version);
        }
        Resource after = version.object();
        List<String> turns = new ArrayList<>(Turns.ofWholePod(before, after));
        turns.addAll(FieldChanges.between(name, PodContainers.wanted(before, name), PodContainers.wanted(after, name)));
        JsonNode earlier = PodContainers.status(before, name);
        JsonNode now = PodContainers.status(after, name);
        turns.addAll(Turns.ofContainer(earlier, now));
        boolean isReady = now.path("ready").asBoolean(false);
        if (isReady != earlier.path("ready").asBoolean(false)) {
            turns.add(isReady ? "is ready" : "is not ready any more");
        }
        return turns;
    }

    /** Whether this says how it ended. */
    static boolean isEnd(String what) {
        return what.startsWith(Turns.ENDED);
    }

    /** Whether this is a kubelet's reason for an end. */
    static boolean isStop(String reason) {
        return StopReason.containerOf(reason).isPresent();
    }

    boolean isIt(String container) {
        return container.equals(name);
    }
}
