package dev.gyre.actors.workload;

import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Job as others than its own controller see it: whether it has come to its end, which and when. */
public record JobState(Resource resource) {

    private static final Set<String> ENDS = Set.of("Complete", "Failed");

    /** The condition that says so; null while the Job is at work. */
    public @Nullable Condition end() {
        for (Condition condition :
                Conditions.of(resource.json().path("status").path("conditions")).all()) {
            if (condition.isTrue() && ENDS.contains(condition.type())) {
                return condition;
            }
        }
        return null;
    }

    public boolean isFinished() {
        return end() != null;
    }

    public boolean hasSucceeded() {
        Condition end = end();
        return end != null && end.type().equals("Complete");
    }

    public @Nullable Instant startTime() {
        return Timestamp.read(resource.json().path("status").path("startTime"));
    }

    public @Nullable Instant completionTime() {
        return Timestamp.read(resource.json().path("status").path("completionTime"));
    }
}
