package dev.gyre.cli.why;

import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A pod's containers of all three lists, by name: what is wanted of each, and how it fares. */
final class PodContainers {

    /** The lists of a pod's {@code spec}; its {@code status} has one for each. */
    private static final List<String> WANTED = List.of("initContainers", "containers", "ephemeralContainers");

    static final String INIT = "initContainerStatuses";
    static final String EPHEMERAL = "ephemeralContainerStatuses";

    static final List<String> STATUSES = List.of(INIT, "containerStatuses", EPHEMERAL);

    private PodContainers() {}

    static List<String> names(Resource pod) {
        List<String> names = new ArrayList<>();
        for (String list : WANTED) {
            pod.json().path("spec").path(list).forEach(container -> names.add(Turns.text(container, "name")));
        }
        return names;
    }

    static JsonNode wanted(Resource pod, String name) {
        return find(pod.json().path("spec"), WANTED, name);
    }

    static JsonNode status(Resource pod, String name) {
        return find(pod.json().path("status"), STATUSES, name);
    }

    private static JsonNode find(JsonNode parent, List<String> lists, String name) {
        for (String list : lists) {
            for (JsonNode container : parent.path(list)) {
                if (Turns.text(container, "name").equals(name)) {
                    return container;
                }
            }
        }
        return MissingNode.getInstance();
    }

    /** How it ended last; missing where it never did. */
    static JsonNode lastEnd(JsonNode status) {
        JsonNode end = status.path("state").path("terminated");
        return end.isMissingNode() ? status.path("lastState").path("terminated") : end;
    }
}
