package dev.gyre.actors.statefulset;

import dev.gyre.actors.workload.RevisionHistory;
import dev.gyre.actors.workload.TemplatePod;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What makes a pod the one it is, whenever and wherever it is made anew: its name {@code <set>-<ordinal>}, two labels that say
 * the same, the host name under the set's headless Service, and the claims that are mounted for the volumes of their names.
 */
final class Identity {

    private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
    private static final String POD_INDEX = "apps.kubernetes.io/pod-index";

    private Identity() {}

    /** The set's name and the ordinal, of a pod's name; null where it has no such form. */
    static @Nullable Ordinal ordinal(String podName) {
        int dash = podName.lastIndexOf('-');
        String number = podName.substring(dash + 1);
        return dash > 0 && number.matches("0|[1-9][0-9]{0,8}")
                ? new Ordinal(podName.substring(0, dash), Integer.parseInt(number))
                : null;
    }

    /** A place in the row of a set. */
    record Ordinal(String set, int number) {}

    static ObjectNode pod(StatefulSet set, int ordinal, JsonNode template, String revision) {
        ResourceKey key = set.podKey(ordinal);
        ObjectNode pod = TemplatePod.of(
                template, key, OwnerReference.controllerOf(StatefulSet.API_VERSION, StatefulSet.KIND, set.resource()));
        label(pod, key.name(), ordinal);
        pod.withObjectProperty("metadata").withObjectProperty("labels").put(RevisionHistory.POD_LABEL, revision);
        ObjectNode spec = pod.withObjectProperty("spec");
        spec.put("hostname", key.name());
        if (!set.serviceName().isEmpty()) {
            spec.put("subdomain", set.serviceName());
        }
        ArrayNode volumes = volumes(set, ordinal, spec.path("volumes"));
        if (!volumes.isEmpty()) {
            spec.set("volumes", volumes);
        }
        return pod;
    }

    /** A claim's volume takes the place of one that the template has under its name. */
    private static ArrayNode volumes(StatefulSet set, int ordinal, JsonNode ofTemplate) {
        ArrayNode volumes = Json.MAPPER.createArrayNode();
        Set<String> claimed = new HashSet<>();
        for (JsonNode claim : set.claimTemplates()) {
            String name = claim.path("metadata").path("name").asString("");
            claimed.add(name);
            volumes.addObject()
                    .put("name", name)
                    .putObject("persistentVolumeClaim")
                    .put("claimName", set.claimKey(claim, ordinal).name());
        }
        for (JsonNode volume : ofTemplate) {
            if (!claimed.contains(volume.path("name").asString(""))) {
                volumes.add(volume);
            }
        }
        return volumes;
    }

    /** What an adopted pod lacks to be known by. */
    static Optional<Command> correction(Resource pod, int ordinal) {
        if (pod.name().equals(pod.labels().get(POD_NAME))
                && Integer.toString(ordinal).equals(pod.labels().get(POD_INDEX))) {
            return Optional.empty();
        }
        ObjectNode object = pod.copy();
        label(object, pod.name(), ordinal);
        return Optional.of(new Command.Update(pod.key(), null, pod.revision(), object, List.of()));
    }

    private static void label(ObjectNode pod, String name, int ordinal) {
        pod.withObjectProperty("metadata")
                .withObjectProperty("labels")
                .put(POD_NAME, name)
                .put(POD_INDEX, Integer.toString(ordinal));
    }
}
