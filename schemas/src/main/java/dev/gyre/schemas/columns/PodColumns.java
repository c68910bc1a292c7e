package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Columns of pods. What they say in one word follows from {@link PodSummary}. */
public final class PodColumns {

    private PodColumns() {}

    public static List<Column> columns() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Ready",
                        "How many containers are ready, of how many.",
                        pod -> PodSummary.of(pod).ready()),
                Columns.text(
                        "Status",
                        "What the pod is doing, in one word.",
                        pod -> PodSummary.of(pod).status()),
                new Column(
                        "Restarts",
                        "string",
                        "",
                        "How often containers were started again, and when last.",
                        0,
                        (pod, now) -> StringNode.valueOf(PodSummary.of(pod).restarts(now))),
                Columns.age(),
                Columns.wide("IP", "The pod's address.", PodColumns::ip),
                Columns.wide(
                        "Node",
                        "Where the pod runs.",
                        pod -> Columns.orNone(pod.path("spec").path("nodeName").asString(""))),
                Columns.wide(
                        "Nominated Node",
                        "Where room is being made for the pod.",
                        pod -> Columns.orNone(
                                pod.path("status").path("nominatedNodeName").asString(""))),
                Columns.wide("Readiness Gates", "How many further conditions hold, of how many.", PodColumns::gates));
    }

    private static String ip(ObjectNode pod) {
        JsonNode status = pod.path("status");
        String first = status.path("podIPs").path(0).path("ip").asString("");
        return Columns.orNone(first.isEmpty() ? status.path("podIP").asString("") : first);
    }

    private static String gates(ObjectNode pod) {
        JsonNode gates = pod.path("spec").path("readinessGates");
        if (gates.isEmpty()) {
            return Columns.NONE;
        }
        int open = 0;
        for (JsonNode gate : gates) {
            open += PodSummary.isTrue(pod, gate.path("conditionType").asString("")) ? 1 : 0;
        }
        return open + "/" + gates.size();
    }
}
