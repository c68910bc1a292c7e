package dev.gyre.actors.horizontalpodautoscaler;

/** Why a number of replicas cannot be told, in upstream's words. */
final class AutoscalingException extends Exception {

    private final String reason;

    /** @param reason of the condition that shows it; empty where whoever catches it knows one */
    AutoscalingException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    AutoscalingException(String message) {
        this("", message);
    }

    String reason() {
        return reason;
    }

    /** The same, under a reason and after what was being tried. */
    AutoscalingException during(String reason, String attempt) {
        return new AutoscalingException(reason, attempt + ": " + message());
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
