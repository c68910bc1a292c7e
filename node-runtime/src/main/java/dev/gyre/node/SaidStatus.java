package dev.gyre.node;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a kubelet last said about a pod, held against what the API shows. The two differ where somebody else wrote what is
 * the kubelet's to say. Only that is compared; conditions of others stay theirs.
 */
final class SaidStatus {
    private static final String[] SAID_WHOLE = {
        "phase", "containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"
    };

    private SaidStatus() {}

    static boolean isShown(ObjectNode said, JsonNode shown) {
        for (String field : SAID_WHOLE) {
            if (said.has(field) && !said.path(field).equals(shown.path(field))) {
                return false;
            }
        }
        for (JsonNode condition : said.path("conditions")) {
            if (!statusOf(shown, condition.path("type").asString(""))
                    .equals(condition.path("status").asString(""))) {
                return false;
            }
        }
        return true;
    }

    private static String statusOf(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asString("").equals(type)) {
                return condition.path("status").asString("");
            }
        }
        return "";
    }
}
