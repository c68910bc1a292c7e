package dev.gyre.gateway.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A field that a configuration wants to be other than it is, and that somebody else owns.
 *
 * @param manager as messages name it
 */
public record Conflict(String manager, List<String> path) {

    /** {@code .spec.replicas}. */
    public String field() {
        return PathElement.shown(path);
    }

    /** All of them in Kubernetes' words. */
    public static String message(List<Conflict> conflicts) {
        if (conflicts.size() == 1) {
            Conflict only = conflicts.getFirst();
            return "Apply failed with 1 conflict: conflict with " + only.manager() + ": " + only.field();
        }
        Map<String, List<String>> fields = new TreeMap<>();
        conflicts.forEach(conflict -> fields.computeIfAbsent(conflict.manager(), manager -> new ArrayList<>())
                .add("- " + conflict.field()));
        List<String> lines = new ArrayList<>();
        fields.forEach((manager, paths) -> {
            lines.add("conflicts with " + manager + ":");
            lines.addAll(paths);
        });
        return "Apply failed with " + conflicts.size() + " conflicts: " + String.join("\n", lines);
    }
}
