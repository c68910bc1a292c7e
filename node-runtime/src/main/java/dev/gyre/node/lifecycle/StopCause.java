package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.PodState.Purpose;

/**
 * Why a container that runs is to end.
 *
 * @param event what its Event says
 * @param reason what the decisions say that end it
 */
record StopCause(Ending ending, String event, String reason) {

    /** For a reason of the container's own. */
    static StopCause own(Ending ending, String message) {
        return new StopCause(ending, message, message);
    }

    /** Because all of its pod is stopped. */
    static StopCause withPod(Purpose purpose, ContainerManifest container) {
        return new StopCause(Ending.ITSELF, "Stopping container " + container.name(), inWords(purpose));
    }

    private static String inWords(Purpose purpose) {
        return switch (purpose) {
            case Purpose.Delete d -> "its pod is deleted";
            case Purpose.Vanished v -> "its pod is not there any more";
            case Purpose.Fail fail when fail.reason().isEmpty() -> "its pod has failed";
            case Purpose.Fail fail -> "its pod has failed: " + fail.reason();
            case Purpose.Complete c -> "its pod's work is over";
            case Purpose.Rebuild r -> "its pod's sandbox is lost";
        };
    }
}
