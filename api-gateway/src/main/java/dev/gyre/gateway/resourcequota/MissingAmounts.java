package dev.gyre.gateway.resourcequota;

import dev.gyre.schemas.quota.Quota;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Where CPU or memory is limited, every container has to say how much of it it wants: otherwise nothing could be counted. */
final class MissingAmounts {

    private static final Set<String> TO_BE_SAID =
            Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

    private MissingAmounts() {}

    /** What the pod's containers leave open; empty where they say enough. */
    static String in(JsonNode pod, Quota quota) {
        SortedMap<String, Set<String>> missing = new TreeMap<>();
        for (String resource : quota.hard().keySet()) {
            if (TO_BE_SAID.contains(resource) && !isSaid(pod.path("spec"), resource)) {
                Set<String> silent = silent(pod.path("spec"), resource);
                if (!silent.isEmpty()) {
                    missing.put(resource, silent);
                }
            }
        }
        return missing.isEmpty()
                ? ""
                : "must specify "
                        + missing.entrySet().stream()
                                .map(MissingAmounts::sentence)
                                .collect(Collectors.joining("; "));
    }

    private static String sentence(Map.Entry<String, Set<String>> missing) {
        return missing.getKey() + " for: " + String.join(",", missing.getValue());
    }

    private static Set<String> silent(JsonNode spec, String resource) {
        Set<String> silent = new TreeSet<>();
        for (String list : List.of("containers", "initContainers")) {
            for (JsonNode container : spec.path(list)) {
                if (!isSaid(container, resource)) {
                    silent.add(container.path("name").asString(""));
                }
            }
        }
        return silent;
    }

    /** By a container, or for the pod as a whole. */
    private static boolean isSaid(JsonNode owner, String resource) {
        int dot = resource.indexOf('.');
        String list = dot < 0 ? "requests" : resource.substring(0, dot);
        return owner.path("resources").path(list).has(resource.substring(dot + 1));
    }
}
