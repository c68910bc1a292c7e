package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.PodState.Purpose;
import dev.gyre.schemas.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pod's {@code status} as the API shows it, from where the pod stands. Only fields that a kubelet owns are in it; it
 * is sent as a strategic merge patch, so conditions of others stay. The same state gives the same report, to the byte:
 * times come from the state, or from the report before where nothing has changed.
 */
final class PodStatusReport {
    private final String hostIp;
    private final ContainerStatusReport containerReport;

    PodStatusReport(String hostIp, String runtimeName) {
        this.hostIp = hostIp;
        this.containerReport = new ContainerStatusReport(runtimeName);
    }

    ObjectNode of(PodState state, PodFacts facts, Instant now) {
        PodManifest pod = facts.pod();
        String phase = PodPhase.of(state, facts);
        ObjectNode status = Json.object();
        status.put("phase", phase);
        failureOf(state, status);
        status.set("conditions", new PodConditions(facts, phase, now).toJson());
        status.put(
                "startTime",
                facts.startTime()
                        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        .toString());
        status.put("hostIP", hostIp);
        status.putArray("hostIPs").addObject().put("ip", hostIp);
        String ip = pod.hasHostNetwork() ? hostIp : facts.ip();
        if (!ip.isEmpty()) {
            status.put("podIP", ip);
            status.putArray("podIPs").addObject().put("ip", ip);
        }
        if (!pod.initContainers().isEmpty()) {
            status.set("initContainerStatuses", containers(facts, pod.initContainers()));
        }
        status.set("containerStatuses", containers(facts, pod.containers()));
        if (!pod.ephemeralContainers().isEmpty()) {
            status.set("ephemeralContainerStatuses", containers(facts, pod.ephemeralContainers()));
        }
        return status;
    }

    private static void failureOf(PodState state, ObjectNode status) {
        Purpose purpose = switch (state) {
            case PodState.Stopping stopping -> stopping.purpose();
            case PodState.Finished finished -> finished.purpose();
            default -> new Purpose.Complete();
        };
        if (purpose instanceof Purpose.Fail fail && !fail.reason().isEmpty()) {
            status.put("reason", fail.reason()).put("message", fail.message());
        }
    }

    private ArrayNode containers(PodFacts facts, List<ContainerManifest> containers) {
        ArrayNode statuses = Json.MAPPER.createArrayNode();
        for (ContainerManifest container : containers) {
            statuses.add(containerReport.of(facts, container));
        }
        return statuses;
    }
}
