package dev.gyre.events.file;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is taken out of the objects of a log file: what a Secret holds, always, and the values of fields that were named. A
 * copy of the object that {@code kubectl apply} keeps in an annotation is treated like the object, and the copy of a StatefulSet's
 * or DaemonSet's template that a ControllerRevision keeps like what it is of. Who owns which field goes altogether where fields
 * were named, since it repeats keys of lists.
 */
public final class Redaction {

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private static final String REVISIONS = "controllerrevisions.apps";
    private static final List<String> REVISED = List.of("statefulsets.apps", "daemonsets.apps");

    /** What a JSON patch puts in. */
    private static final FieldPattern PATCHED = new FieldPattern("", List.of("value"));

    private final List<FieldPattern> patterns;

    private Redaction(List<FieldPattern> patterns) {
        this.patterns = patterns;
    }

    /**
     * Throws {@link LogFileException} where one of these names no field.
     *
     * @param groupResource what the log calls a kind that a path calls by any of its names
     */
    public static Redaction of(List<String> paths, UnaryOperator<String> groupResource) {
        return new Redaction(paths.stream()
                .map(path -> FieldPattern.parse(path, groupResource))
                .toList());
    }

    /** With each kind as the log calls it. */
    public List<String> paths() {
        return patterns.stream().map(FieldPattern::text).toList();
    }

    /** Whether an object of this kind may have to be changed. */
    boolean concerns(ResourceKey key) {
        return isSecret(key)
                || patterns.stream()
                        .anyMatch(pattern -> pattern.isOf(key.groupResource()) || isOfRevised(key, pattern));
    }

    private static boolean isOfRevised(ResourceKey key, FieldPattern pattern) {
        return key.groupResource().equals(REVISIONS) && REVISED.stream().anyMatch(pattern::isOf);
    }

    /** Takes out of this tree, which is the caller's own, what has to go. */
    void apply(ResourceKey key, JsonNode tree) {
        if (isSecret(key) && tree instanceof ObjectNode object) {
            object.remove(List.of("data", "stringData"));
            if (object.path("metadata") instanceof ObjectNode metadata) {
                metadata.remove("annotations");
            }
        }
        if (patterns.isEmpty() || !concerns(key)) {
            return;
        }
        for (FieldPattern pattern : patterns) {
            if (pattern.isOf(key.groupResource())) {
                pattern.redact(tree);
            }
            if (isOfRevised(key, pattern)) {
                pattern.redact(tree.path("data"));
            }
        }
        if (tree.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
            if (metadata.path("annotations") instanceof ObjectNode annotations) {
                lastApplied(key, annotations);
            }
        }
    }

    /** The same for a decision's record: for the objects in its commands. */
    void applyToDecision(ObjectNode decision) {
        for (JsonNode command : decision.path("commands")) {
            ResourceKey key = ResourceKey.parse(command.path("key").asString());
            apply(key, command.path("object"));
            if (command.path("patch").isArray()) {
                if (concerns(key)) {
                    command.path("patch").forEach(PATCHED::redact);
                }
            } else {
                apply(key, command.path("patch"));
            }
        }
    }

    private void lastApplied(ResourceKey key, ObjectNode annotations) {
        JsonNode text = annotations.path(LAST_APPLIED);
        if (!text.isString()) {
            return;
        }
        try {
            ObjectNode applied = Json.readObject(text.asString().getBytes(StandardCharsets.UTF_8));
            apply(key, applied);
            annotations.put(LAST_APPLIED, new String(Json.write(applied), StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            annotations.remove(LAST_APPLIED); // what cannot be read cannot be shown to be harmless
        }
    }

    private static boolean isSecret(ResourceKey key) {
        return key.groupResource().equals("secrets");
    }
}
