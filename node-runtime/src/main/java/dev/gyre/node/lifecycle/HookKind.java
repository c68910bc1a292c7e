package dev.gyre.node.lifecycle;

/** When a lifecycle hook runs. */
public enum HookKind {
    POST_START("postStart", "PostStart"),
    PRE_STOP("preStop", "PreStop");

    private final String field;
    private final String word;

    HookKind(String field, String word) {
        this.field = field;
        this.word = word;
    }

    /** Where {@code lifecycle} defines it. */
    public String field() {
        return field;
    }

    /** As Events have it. */
    String word() {
        return word;
    }
}
