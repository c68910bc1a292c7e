package dev.gyre.actors.nodelifecycle;

import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.ConditionEdit;
import dev.gyre.actors.workload.Conditions;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What a node's conditions say, and what they must say when its kubelet says nothing any more. */
record NodeConditions(Resource node, Conditions conditions) {

    private static final List<String> KEPT_BY_KUBELET =
            List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

    /** Keys of the taints by the condition that brings them. */
    private static final Map<String, String> PRESSURES = Map.of(
            "MemoryPressure", "node.kubernetes.io/memory-pressure",
            "DiskPressure", "node.kubernetes.io/disk-pressure",
            "PIDPressure", "node.kubernetes.io/pid-pressure",
            "NetworkUnavailable", "node.kubernetes.io/network-unavailable");

    static NodeConditions of(Resource node) {
        return new NodeConditions(node, Conditions.of(node.json().path("status").path("conditions")));
    }

    boolean isReady() {
        return ready().equals("True");
    }

    /** The kubelet itself says that it is not ready. */
    boolean isNotReady() {
        return ready().equals("False");
    }

    /** Nobody knows any more. A node that has just registered and said nothing yet is not lost. */
    boolean isLost() {
        return ready().equals("Unknown");
    }

    private String ready() {
        Condition ready = conditions.get("Ready");
        return ready == null ? "" : ready.status();
    }

    /** Makes all that the kubelet would say unknown; nothing where it is so already. */
    Optional<Command> silenced(Instant now) {
        ObjectNode object = node.copy();
        boolean isChanged = false;
        for (String type : KEPT_BY_KUBELET) {
            Condition before = conditions.get(type);
            if (before != null && before.status().equals("Unknown")) {
                continue;
            }
            isChanged = true;
            ConditionEdit.set(
                    object,
                    before == null
                            ? new Condition(
                                    type,
                                    "Unknown",
                                    "NodeStatusNeverUpdated",
                                    "Kubelet never posted node status.",
                                    null,
                                    now)
                            : new Condition(
                                    type,
                                    "Unknown",
                                    "NodeStatusUnknown",
                                    "Kubelet stopped posting node status.",
                                    null,
                                    now));
        }
        return isChanged
                ? Optional.of(new Command.Update(node.key(), "status", node.revision(), object, List.of()))
                : Optional.empty();
    }

    /** Taints that keep new pods away, by key; all of effect {@code NoSchedule}. */
    Map<String, Boolean> noSchedule() {
        Map<String, Boolean> byKey = new LinkedHashMap<>();
        byKey.put(Taint.NOT_READY, isNotReady());
        byKey.put(Taint.UNREACHABLE, isLost());
        PRESSURES.entrySet().stream().sorted(Map.Entry.comparingByValue()).forEach(pressure -> {
            Condition condition = conditions.get(pressure.getKey());
            byKey.put(pressure.getValue(), condition != null && condition.isTrue());
        });
        byKey.put(
                "node.kubernetes.io/unschedulable",
                node.json().path("spec").path("unschedulable").asBoolean(false));
        return byKey;
    }
}
