package dev.gyre.node.metrics;

import dev.gyre.node.metrics.NodeUsage.OfContainer;
import dev.gyre.node.runtime.PodIdentity;
import dev.gyre.node.runtime.Usage;
import dev.gyre.schemas.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A node's usage in the form of {@code stats/v1alpha1}: what kubelets have always told, without what is not measured here. */
final class SummaryDocument {
    private SummaryDocument() {}

    static byte[] of(NodeUsage usage) {
        ObjectNode document = Json.object();
        ObjectNode node = document.putObject("node").put("nodeName", usage.node());
        Sampled machine = usage.machine();
        if (machine != null) {
            add(node, machine);
        }
        ArrayNode pods = document.putArray("pods");
        Map<String, ArrayNode> containers = new LinkedHashMap<>();
        for (OfContainer each : usage.containers()) {
            PodIdentity pod = each.pod();
            ArrayNode ofPod = containers.computeIfAbsent(pod.uid(), uid -> {
                ObjectNode entry = pods.addObject();
                entry.putObject("podRef")
                        .put("name", pod.name())
                        .put("namespace", pod.namespace())
                        .put("uid", pod.uid());
                return entry.putArray("containers");
            });
            add(ofPod.addObject().put("name", each.container()).put("startTime", time(each.startedAt())), each.usage());
        }
        return Json.write(document);
    }

    private static void add(ObjectNode target, Sampled sampled) {
        Usage latest = sampled.latest();
        String time = time(latest.at());
        ObjectNode cpu = target.putObject("cpu").put("time", time);
        sampled.nanoCores().ifPresent(nanos -> cpu.put("usageNanoCores", nanos));
        cpu.put("usageCoreNanoSeconds", latest.cpuNanos());
        // Not upstream's: how long the window was that the rate above is of.
        cpu.put("windowMillis", sampled.window().toMillis());
        target.putObject("memory")
                .put("time", time)
                .put("usageBytes", latest.usageBytes())
                .put("workingSetBytes", latest.workingSetBytes())
                .put("rssBytes", latest.residentBytes());
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
