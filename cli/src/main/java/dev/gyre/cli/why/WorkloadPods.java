package dev.gyre.cli.why;

import dev.gyre.events.history.History;
import dev.gyre.events.history.Version;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * How the pods of something that has pods stand, its own and those of what it owns: how many there are, how many serve, and of
 * some that do not, why. Nothing where it asks for none and has none, and of what has no pods.
 */
final class WorkloadPods {

    private static final Set<String> WORKLOADS = Set.of(
            "deployments.apps", "replicasets.apps", "statefulsets.apps", "daemonsets.apps", "replicationcontrollers");

    private static final int MAX_TOLD = 5;

    private WorkloadPods() {}

    /** @param versions of the object, the oldest first */
    static List<String> lines(List<Version> versions, History history) {
        Version last = versions.getLast();
        if (!WORKLOADS.contains(last.key().groupResource()) || last.type() == Version.Type.DELETED) {
            return List.of();
        }
        List<Version> pods = pods(last.object(), versions.getFirst().revision() - 1, history);
        int wanted = wanted(last.object());
        if (pods.isEmpty() && wanted == 0) {
            return List.of();
        }
        Map<String, List<String>> idle = new LinkedHashMap<>();
        for (Version pod : pods) {
            String trouble = trouble(pod);
            if (!trouble.isEmpty()) {
                idle.computeIfAbsent(trouble, any -> new ArrayList<>())
                        .add(pod.key().name());
            }
        }
        return lines(pods.size(), wanted, idle);
    }

    /** @param idle the pods that do not serve, by the reason */
    private static List<String> lines(int pods, int wanted, Map<String, List<String>> idle) {
        int count = idle.values().stream().mapToInt(List::size).sum();
        List<String> lines = new ArrayList<>();
        lines.add((pods == 1 ? "1 pod" : pods + " pods")
                + (wanted == pods ? "" : " of " + wanted)
                + (count == 0 ? "" : ", of which " + count + (count == 1 ? " does" : " do") + " not serve:"));
        idle.entrySet().stream().limit(MAX_TOLD).forEach(entry -> {
            int others = entry.getValue().size() - 1;
            lines.add("  pod " + entry.getValue().getFirst() + (others == 0 ? "" : " (and " + others + " more)") + " "
                    + entry.getKey());
        });
        if (idle.size() > MAX_TOLD) {
            lines.add("  and others, for " + (idle.size() - MAX_TOLD) + " other reasons");
        }
        return lines;
    }

    /** As many as it asks for; a DaemonSet says how many that is for so many nodes. */
    private static int wanted(Resource workload) {
        JsonNode json = workload.json();
        return workload.key().plural().equals("daemonsets")
                ? json.path("status").path("desiredNumberScheduled").asInt(0)
                : json.path("spec").path("replicas").asInt(1);
    }

    /** Those that are there and have not ended, by name; for one that has, there is another. */
    private static List<Version> pods(Resource workload, long afterRevision, History history) {
        Map<String, Version> latest = new LinkedHashMap<>();
        for (Version version : history.between(workload.key(), afterRevision, Long.MAX_VALUE)) {
            latest.put(version.object().uid(), version);
        }
        latest.values().removeIf(version -> version.type() == Version.Type.DELETED);
        Set<String> itself = Set.of(workload.uid());
        Set<String> owners = new HashSet<>(itself);
        latest.values().stream()
                .filter(version -> isOwnedBy(itself, version.object()))
                .forEach(version -> owners.add(version.object().uid()));
        return latest.values().stream()
                .filter(version -> isPodOf(owners, version.object()) && !Standing.hasEnded(version.object()))
                .sorted(Comparator.comparing(version -> version.key().name()))
                .toList();
    }

    /** Whether it is a pod whose controller has one of these uids. */
    static boolean isPodOf(Set<String> owners, Resource object) {
        return object.key().groupResource().equals("pods") && isOwnedBy(owners, object);
    }

    private static boolean isOwnedBy(Set<String> owners, Resource object) {
        OwnerReference owner = object.controller();
        return owner != null && owners.contains(owner.uid());
    }

    /** Why a pod does not serve; empty where it does. */
    private static String trouble(Version pod) {
        JsonNode ready = Turns.by("type", pod.object().json().path("status").path("conditions"))
                .get("Ready");
        boolean isReady = ready != null && Turns.text(ready, "status").equals("True");
        if (isReady && !pod.object().isDeleting()) {
            return "";
        }
        List<String> standing = Standing.of(pod);
        String line = String.join(": ", standing);
        return standing.size() == 1 && ready != null && standing.getFirst().startsWith("runs on ")
                ? line + ", but " + Turns.condition("Ready", ready)
                : line;
    }
}
