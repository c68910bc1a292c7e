package dev.gyre.schemas.record;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.record.AutoscalingSignal.Demand;
import dev.gyre.schemas.record.AutoscalingSignal.IdleNode;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An autoscaling signal as JSON. */
final class AutoscalingSignalJson {

    private AutoscalingSignalJson() {}

    static ObjectNode write(AutoscalingSignal signal) {
        ObjectNode json = Json.object()
                .put("revision", signal.revision())
                .put("time", signal.time().toString());
        var unschedulable = json.putArray("unschedulable");
        signal.unschedulable().forEach(demand -> write(unschedulable.addObject(), demand));
        json.put("unschedulablePods", signal.unschedulablePods());
        var idle = json.putArray("idle");
        signal.idle().forEach(node -> write(idle.addObject(), node));
        return json.put("idleNodes", signal.idleNodes()).put("nodes", signal.nodes());
    }

    private static void write(ObjectNode json, Demand demand) {
        json.put("pods", demand.pods());
        Instant since = demand.since();
        if (since != null) {
            json.put("since", since.toString());
        }
        strings(json.putObject("requests"), demand.requests());
        json.set("placement", demand.placement());
        json.put("message", demand.message());
        var examples = json.putArray("examples");
        demand.examples().forEach(examples::add);
    }

    private static void write(ObjectNode json, IdleNode node) {
        json.put("name", node.name()).put("since", node.since().toString());
        if (!node.providerId().isEmpty()) {
            json.put("providerID", node.providerId());
        }
        json.put("ready", node.isReady()).put("cordoned", node.isCordoned());
        strings(json.putObject("allocatable"), node.allocatable());
    }

    private static void strings(ObjectNode json, Map<String, String> values) {
        new TreeMap<>(values).forEach(json::put);
    }

    static AutoscalingSignal read(JsonNode json) {
        Fields fields = Fields.of("autoscaling-signal", json);
        return new AutoscalingSignal(
                fields.number("revision"),
                fields.time("time"),
                fields.list("unschedulable").stream()
                        .map(AutoscalingSignalJson::demand)
                        .toList(),
                fields.number("unschedulablePods"),
                fields.list("idle").stream()
                        .map(AutoscalingSignalJson::idleNode)
                        .toList(),
                fields.number("idleNodes"),
                fields.number("nodes"));
    }

    private static Demand demand(JsonNode json) {
        Fields fields = Fields.of("autoscaling-signal.unschedulable", json);
        return new Demand(
                fields.number("pods"),
                fields.optionalString("since") == null ? null : fields.time("since"),
                fields.stringMap("requests"),
                fields.object("placement"),
                fields.string("message"),
                fields.strings("examples"));
    }

    private static IdleNode idleNode(JsonNode json) {
        Fields fields = Fields.of("autoscaling-signal.idle", json);
        String providerId = fields.optionalString("providerID");
        return new IdleNode(
                fields.string("name"),
                fields.time("since"),
                providerId == null ? "" : providerId,
                json.path("ready").asBoolean(false),
                json.path("cordoned").asBoolean(false),
                fields.stringMap("allocatable"));
    }
}
