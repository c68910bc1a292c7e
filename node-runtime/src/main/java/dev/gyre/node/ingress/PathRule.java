package dev.gyre.node.ingress;

import java.util.Comparator;

/** One path of a rule. {@code PREFIX} goes by whole elements; {@code ANY_PREFIX} is what {@code ImplementationSpecific} means here. */
record PathRule(Type type, String path, Backend backend) {

    enum Type {
        EXACT,
        PREFIX,
        ANY_PREFIX
    }

    /** The longest path first, and of equal ones the exact one. */
    static final Comparator<PathRule> ORDER =
            Comparator.comparingInt((PathRule rule) -> -rule.length()).thenComparing(PathRule::type);

    static PathRule of(String pathType, String path, Backend backend) {
        Type type = switch (pathType) {
            case "Exact" -> Type.EXACT;
            case "Prefix" -> Type.PREFIX;
            default -> Type.ANY_PREFIX;
        };
        String whole = path.isEmpty() ? "/" : path;
        return new PathRule(type, type == Type.PREFIX ? withoutSlash(whole) : whole, backend);
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private int length() {
        return path.length();
    }

    boolean matches(String requested) {
        return switch (type) {
            case EXACT -> requested.equals(path);
            case PREFIX ->
                requested.startsWith(path)
                        && (requested.length() == path.length() || requested.charAt(path.length()) == '/');
            case ANY_PREFIX -> requested.startsWith(path);
        };
    }
}
