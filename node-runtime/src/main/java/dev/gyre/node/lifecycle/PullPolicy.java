package dev.gyre.node.lifecycle;

/** When an image is asked for at its registry. */
public enum PullPolicy {
    ALWAYS,
    IF_NOT_PRESENT,
    NEVER;

    /** The API defaults the policy; the rule is repeated for pods that did not come through it. */
    static PullPolicy of(String word, String image) {
        return switch (word) {
            case "Always" -> ALWAYS;
            case "Never" -> NEVER;
            case "IfNotPresent" -> IF_NOT_PRESENT;
            default -> {
                String last = image.substring(image.lastIndexOf('/') + 1);
                boolean isLatest = !last.contains("@") && (!last.contains(":") || last.endsWith(":latest"));
                yield isLatest ? ALWAYS : IF_NOT_PRESENT;
            }
        };
    }
}
