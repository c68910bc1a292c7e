package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Events have two groups and one store: the newer group calls some of the same fields by other names. */
record EventConversion() implements ApiVersion.Conversion {

    static final String GROUP = "events.k8s.io";

    /** The newer group's names, and the core group's, in which events are stored. */
    private static final Map<String, String> STORED_NAMES = Map.of(
            "regarding", "involvedObject",
            "note", "message",
            "reportingController", "reportingComponent",
            "deprecatedSource", "source",
            "deprecatedFirstTimestamp", "firstTimestamp",
            "deprecatedLastTimestamp", "lastTimestamp",
            "deprecatedCount", "count");

    @Override
    public void toStorage(ObjectNode event) {
        event.put("apiVersion", "v1");
        STORED_NAMES.forEach((served, stored) -> rename(event, served, stored));
        if (!event.has("involvedObject")) {
            event.putObject("involvedObject");
        }
    }

    @Override
    public void fromStorage(ObjectNode event) {
        event.put("apiVersion", GROUP + "/v1");
        STORED_NAMES.forEach((served, stored) -> rename(event, stored, served));
    }

    private static void rename(ObjectNode event, String from, String to) {
        JsonNode value = event.remove(from);
        if (value != null) {
            event.set(to, value);
        }
    }
}
