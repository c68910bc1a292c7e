package dev.gyre.node.runtime;

/** The runtime could not do it. The reason is the API's word for a container's state, where there is one. */
public final class RuntimeRefusal extends RuntimeException {
    private final String reason;

    public RuntimeRefusal(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
