package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import dev.gyre.schemas.selection.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of what keeps replicas of a pod. */
public final class WorkloadColumns {

    private WorkloadColumns() {}

    public static List<Column> ofDeployments() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Ready",
                        "How many pods are ready, of how many wanted.",
                        deployment -> status(deployment, "readyReplicas") + "/" + wanted(deployment)),
                Columns.number(
                        "Up-to-date",
                        "How many pods are of the newest template.",
                        deployment -> status(deployment, "updatedReplicas")),
                Columns.number(
                        "Available",
                        "How many pods have been ready for long enough.",
                        deployment -> status(deployment, "availableReplicas")),
                Columns.age(),
                containers(),
                images(),
                selector());
    }

    public static List<Column> ofReplicaSets() {
        return List.of(
                Columns.name(),
                Columns.number("Desired", "How many pods are wanted.", WorkloadColumns::wanted),
                Columns.number("Current", "How many pods there are.", set -> status(set, "replicas")),
                Columns.number("Ready", "How many pods are ready.", set -> status(set, "readyReplicas")),
                Columns.age(),
                containers(),
                images(),
                selector());
    }

    public static List<Column> ofStatefulSets() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Ready",
                        "How many pods are ready, of how many wanted.",
                        set -> status(set, "readyReplicas") + "/" + wanted(set)),
                Columns.age(),
                containers(),
                images());
    }

    public static List<Column> ofDaemonSets() {
        return List.of(
                Columns.name(),
                Columns.number(
                        "Desired", "How many nodes should run the pod.", set -> status(set, "desiredNumberScheduled")),
                Columns.number("Current", "How many of them have it.", set -> status(set, "currentNumberScheduled")),
                Columns.number("Ready", "On how many it is ready.", set -> status(set, "numberReady")),
                Columns.number(
                        "Up-to-date",
                        "On how many it is of the newest template.",
                        set -> status(set, "updatedNumberScheduled")),
                Columns.number(
                        "Available",
                        "On how many it has been ready for long enough.",
                        set -> status(set, "numberAvailable")),
                Columns.text(
                        "Node Selector",
                        "Which nodes should run the pod.",
                        set -> labels(podSpec(set).path("nodeSelector"))),
                Columns.age(),
                containers(),
                images(),
                selector());
    }

    public static List<Column> ofControllerRevisions() {
        return List.of(
                Columns.name(),
                Columns.text("Controller", "What it is a state of.", WorkloadColumns::controller),
                Columns.number(
                        "Revision",
                        "Its number; the highest is the newest.",
                        revision -> revision.path("revision").asLong(0)),
                Columns.age());
    }

    public static List<Column> ofPodTemplates() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Containers",
                        "The names of the template's containers.",
                        o -> Columns.containerNames(o.path("template").path("spec"))),
                Columns.text(
                        "Images",
                        "The images of the template's containers.",
                        o -> Columns.images(o.path("template").path("spec"))),
                Columns.text(
                        "Pod Labels",
                        "The labels of the template's pods.",
                        o -> labels(o.path("template").path("metadata").path("labels"))));
    }

    public static List<Column> ofPodDisruptionBudgets() {
        return List.of(
                Columns.name(),
                Columns.text("Min Available", "How many pods must stay.", budget -> count(budget, "minAvailable")),
                Columns.text(
                        "Max Unavailable", "How many pods may be away.", budget -> count(budget, "maxUnavailable")),
                Columns.number(
                        "Allowed Disruptions",
                        "How many pods may be evicted now.",
                        budget -> status(budget, "disruptionsAllowed")),
                Columns.age());
    }

    private static String count(ObjectNode budget, String field) {
        return budget.path("spec").path(field).asString("N/A");
    }

    /** {@code deployment.apps/web}: the owner that controls it. */
    private static String controller(ObjectNode revision) {
        for (JsonNode owner : revision.path("metadata").path("ownerReferences")) {
            if (owner.path("controller").asBoolean(false)) {
                String apiVersion = owner.path("apiVersion").asString("");
                int slash = apiVersion.indexOf('/');
                String kind = owner.path("kind").asString("").toLowerCase(Locale.ROOT);
                return kind + (slash < 0 ? "" : "." + apiVersion.substring(0, slash)) + "/"
                        + owner.path("name").asString("");
            }
        }
        return Columns.NONE;
    }

    static String labels(JsonNode labels) {
        List<String> texts = new ArrayList<>();
        labels.properties()
                .forEach(label ->
                        texts.add(label.getKey() + "=" + label.getValue().asString("")));
        texts.sort(null);
        return Columns.orNone(String.join(",", texts));
    }

    private static Column containers() {
        return Columns.wide(
                "Containers", "The names of the template's containers.", o -> Columns.containerNames(podSpec(o)));
    }

    private static Column images() {
        return Columns.wide("Images", "The images of the template's containers.", o -> Columns.images(podSpec(o)));
    }

    private static Column selector() {
        return Columns.wide(
                "Selector",
                "Which pods belong.",
                o -> selectorText(o.path("spec").path("selector")));
    }

    static String selectorText(JsonNode selector) {
        if (!selector.isEmpty() && !selector.has("matchLabels") && !selector.has("matchExpressions")) {
            return labels(selector);
        }
        try {
            return Columns.orNone(LabelSelector.of(selector).toString());
        } catch (IllegalArgumentException e) {
            return "<error>";
        }
    }

    private static JsonNode podSpec(ObjectNode workload) {
        return workload.path("spec").path("template").path("spec");
    }

    private static long wanted(ObjectNode workload) {
        return workload.path("spec").path("replicas").asLong(0);
    }

    private static long status(ObjectNode workload, String field) {
        return workload.path("status").path(field).asLong(0);
    }
}
