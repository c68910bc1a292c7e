package dev.gyre.actors.namespace;

import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.Conditions;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a namespace that is being deleted still holds, and the conditions by which its status says so. */
record RemainingContent(List<Resource> objects) {

    Conditions report(Conditions before, Instant now) {
        return before.reportWithMessage(discovered(now))
                .reportWithMessage(parsed(now))
                .reportWithMessage(deletionsTaken(now))
                .reportWithMessage(remaining(now))
                .reportWithMessage(finalizers(now));
    }

    private static Condition discovered(Instant now) {
        return condition(
                "NamespaceDeletionDiscoveryFailure",
                "False",
                "ResourcesDiscovered",
                "All resources successfully discovered",
                now);
    }

    private static Condition parsed(Instant now) {
        return condition(
                "NamespaceDeletionGroupVersionParsingFailure",
                "False",
                "ParsedGroupVersions",
                "All legacy kube types successfully parsed",
                now);
    }

    private static Condition deletionsTaken(Instant now) {
        return condition(
                "NamespaceDeletionContentFailure",
                "False",
                "ContentDeleted",
                "All content successfully deleted, may be waiting on finalization",
                now);
    }

    private Condition remaining(Instant now) {
        String type = "NamespaceContentRemaining";
        if (objects.isEmpty()) {
            return condition(type, "False", "ContentRemoved", "All content successfully removed", now);
        }
        Map<String, Integer> byKind = new TreeMap<>();
        objects.forEach(object -> byKind.merge(groupResource(object), 1, Integer::sum));
        String found = byKind.entrySet().stream()
                .map(kind -> kind.getKey() + " has " + kind.getValue() + " resource instances")
                .collect(Collectors.joining(", "));
        return condition(type, "True", "SomeResourcesRemain", "Some resources are remaining: " + found, now);
    }

    private Condition finalizers(Instant now) {
        String type = "NamespaceFinalizersRemaining";
        Map<String, Integer> byFinalizer = new TreeMap<>();
        objects.forEach(object -> object.finalizers().forEach(f -> byFinalizer.merge(f, 1, Integer::sum)));
        if (byFinalizer.isEmpty()) {
            return condition(
                    type, "False", "ContentHasNoFinalizers", "All content-preserving finalizers finished", now);
        }
        String found = byFinalizer.entrySet().stream()
                .map(finalizer -> finalizer.getKey() + " in " + finalizer.getValue() + " resource instances")
                .collect(Collectors.joining(", "));
        return condition(
                type,
                "True",
                "SomeFinalizersRemain",
                "Some content in the namespace has finalizers remaining: " + found,
                now);
    }

    /** With the trailing dot of the core group, as people know it: {@code pods.}, {@code deployments.apps}. */
    private static String groupResource(Resource object) {
        return object.key().plural() + "." + object.key().group();
    }

    private static Condition condition(String type, String status, String reason, String message, Instant now) {
        return new Condition(type, status, reason, message, null, now);
    }
}
