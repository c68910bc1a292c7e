package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.auth.Groups;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.schemas.Command.PatchType;
import org.jspecify.annotations.Nullable;

/**
 * The name under which a writer owns what it writes: the one that it gives itself, or else what its program is called. Gyre's
 * own parts have the names that Kubernetes' have, by which other programs know them.
 */
final class ManagerName {

    private static final String FIELD_MANAGER = "fieldManager";
    private static final int MAX_LENGTH = 128;

    private ManagerName() {}

    /** Empty for a writer of which nothing is known. */
    static String of(ApiRequest request) {
        String given = request.parameter(FIELD_MANAGER);
        if (given != null && !given.isEmpty()) {
            return given;
        }
        if (request.user().groups().contains(Groups.COMPONENTS)) {
            return ofComponent(request.user().name());
        }
        String agent = request.header("user-agent");
        return agent == null ? "" : program(agent);
    }

    private static String ofComponent(String user) {
        if (user.startsWith("system:node:")) {
            return "kubelet";
        }
        if (user.startsWith("system:serviceaccount:")) {
            return "kube-controller-manager";
        }
        return user.equals("system:apiserver") ? "kube-apiserver" : user.substring(user.lastIndexOf(':') + 1);
    }

    /** What stands before the version. */
    private static String program(String agent) {
        int slash = agent.indexOf('/');
        StringBuilder program = new StringBuilder();
        (slash < 0 ? agent : agent.substring(0, slash))
                .codePoints()
                .filter(ManagerName::isPrintable)
                .limit(MAX_LENGTH)
                .forEach(program::appendCodePoint);
        return program.toString();
    }

    static boolean isApply(ApiRequest request) {
        return request.method().equals("PATCH") && Bodies.mediaType(request).equals(PatchType.APPLY.mediaType());
    }

    /** What is wrong with the names and the force of a write. */
    static void validate(ApiRequest request, String optionsKind, FieldErrors errors) {
        String name = request.parameter(FIELD_MANAGER);
        FieldPath path = FieldPath.of(FIELD_MANAGER);
        if (isApply(request)) {
            if (name == null || name.isEmpty()) {
                errors.required(path, "is required for apply patch");
            }
        } else if (optionsKind.equals("PatchOptions") && request.parameter("force") != null) {
            errors.forbidden(FieldPath.of("force"), "may not be specified for non-apply patch");
        }
        validate(name, path, errors);
    }

    private static void validate(@Nullable String name, FieldPath path, FieldErrors errors) {
        if (name == null) {
            return;
        }
        if (name.length() > MAX_LENGTH) {
            errors.tooLong(path, MAX_LENGTH);
        }
        name.codePoints()
                .filter(c -> !isPrintable(c))
                .findFirst()
                .ifPresent(c -> errors.invalid(
                        path, name, "invalid character U+%04X (at position %d)".formatted(c, name.indexOf(c))));
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
