package dev.gyre.actors.workload;

import dev.gyre.actors.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why pods do not come, or do not go: what the API said of the first one that it refused for good.
 *
 * @param reason {@code FailedCreate} or {@code FailedDelete}
 */
public record PodRefusal(String reason, String message) {

    /** Null where nothing was refused for good. */
    public static @Nullable PodRefusal of(List<Refusal> refusals) {
        for (Refusal refusal : refusals) {
            boolean isOfPod = refusal.key().groupResource().equals("pods") && refusal.isForGood();
            if (isOfPod && refusal.verb().equals("create")) {
                return new PodRefusal("FailedCreate", refusal.status().message());
            }
            if (isOfPod && refusal.verb().equals("delete")) {
                return new PodRefusal("FailedDelete", refusal.status().message());
            }
        }
        return null;
    }

    /** As an Event tells it. */
    public String told() {
        return (reason.equals("FailedCreate") ? "Error creating: " : "Error deleting: ") + message;
    }
}
