package dev.gyre.gateway.pod;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every pod is given on its way in: the service account {@code default} where it names none, priority 0, and five
 * minutes on a node that has become unreachable or unready before it is evicted.
 */
final class PodAdmission {

    private static final long EVICTION_SECONDS = 300;
    private static final List<String> CONDITIONS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    private PodAdmission() {}

    static void admit(ObjectNode pod) {
        ObjectNode spec = pod.withObjectProperty("spec");
        String account = spec.path("serviceAccountName").asString("");
        if (account.isEmpty()) {
            account = spec.path("serviceAccount").asString("default");
            spec.put("serviceAccountName", account);
        }
        // The field's old name is kept in step, for clients that still read it.
        spec.put("serviceAccount", account);
        if (!spec.has("priority")) {
            spec.put("priority", 0);
        }
        if (!spec.has("preemptionPolicy")) {
            spec.put("preemptionPolicy", "PreemptLowerPriority");
        }
        ArrayNode tolerations = spec.withArrayProperty("tolerations");
        for (String condition : CONDITIONS) {
            if (!tolerates(tolerations, condition)) {
                tolerations
                        .addObject()
                        .put("key", condition)
                        .put("operator", "Exists")
                        .put("effect", "NoExecute")
                        .put("tolerationSeconds", EVICTION_SECONDS);
            }
        }
    }

    private static boolean tolerates(ArrayNode tolerations, String key) {
        for (JsonNode toleration : tolerations) {
            String effect = toleration.path("effect").asString("");
            String tolerated = toleration.path("key").asString("");
            boolean isOfKey = tolerated.equals(key) || tolerated.isEmpty();
            if (isOfKey && (effect.isEmpty() || effect.equals("NoExecute"))) {
                return true;
            }
        }
        return false;
    }
}
