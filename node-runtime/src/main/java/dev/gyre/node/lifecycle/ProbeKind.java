package dev.gyre.node.lifecycle;

/** What a probe finds out: that a container has started, that it should be restarted, that it may be sent requests. */
public enum ProbeKind {
    STARTUP("Startup", "startupProbe"),
    LIVENESS("Liveness", "livenessProbe"),
    READINESS("Readiness", "readinessProbe");

    private final String word;
    private final String field;

    ProbeKind(String word, String field) {
        this.word = word;
        this.field = field;
    }

    /** As Events begin with it. */
    String word() {
        return word;
    }

    /** Where a container defines it. */
    public String field() {
        return field;
    }
}
