package dev.gyre.gateway.limitrange;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives containers the limits and requests that they leave open, and says so in an annotation of the pod. */
final class ContainerDefaulting {

    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    private ContainerDefaulting() {}

    static void fillIn(ObjectNode pod, List<JsonNode> items) {
        for (JsonNode item : items) {
            if (item.path("type").asString("").equals("Container")) {
                List<String> set = new ArrayList<>();
                fillIn(pod, "containers", "container", item, set);
                fillIn(pod, "initContainers", "init container", item, set);
                if (!set.isEmpty()) {
                    pod.withObjectProperty("metadata")
                            .withObjectProperty("annotations")
                            .put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", set));
                }
            }
        }
    }

    private static void fillIn(ObjectNode pod, String list, String word, JsonNode item, List<String> set) {
        for (JsonNode container : pod.path("spec").path(list)) {
            if (container instanceof ObjectNode open) {
                String of = word + " " + container.path("name").asString("");
                SortedSet<String> limits = missing(open, "limits", item.path("default"));
                SortedSet<String> requests = missing(open, "requests", item.path("defaultRequest"));
                if (!requests.isEmpty()) {
                    set.add(String.join(", ", requests) + " request for " + of);
                }
                if (!limits.isEmpty()) {
                    set.add(String.join(", ", limits) + " limit for " + of);
                }
            }
        }
    }

    /** Sets what the container does not, and answers what that was. */
    private static SortedSet<String> missing(ObjectNode container, String field, JsonNode defaults) {
        SortedSet<String> set = new TreeSet<>();
        for (var amount : defaults.properties()) {
            if (!container.path("resources").path(field).has(amount.getKey())) {
                container
                        .withObjectProperty("resources")
                        .withObjectProperty(field)
                        .set(amount.getKey(), amount.getValue());
                set.add(amount.getKey());
            }
        }
        return set;
    }
}
