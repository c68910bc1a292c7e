package dev.gyre.gateway.pod;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The directory in which clients of Kubernetes look for what they need to ask the API: a token, the authority of its server's
 * certificate, and the namespace. A container that mounts something of its own there keeps that.
 */
final class TokenVolume {

    private static final String NAME_PREFIX = "kube-api-access-";
    private static final String PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String AUTHORITY = "kube-root-ca.crt";

    /** An hour, and a little by which clients' caches of an hour are outlived. */
    private static final int LIFETIME_SECONDS = 3607;

    private static final int READABLE_BY_ALL = 0644;

    private TokenVolume() {}

    /** Mounts it into every container; the volume is added where it is not there yet. */
    static void mount(ObjectNode spec, String suffix) {
        String present = presentName(spec.path("volumes"));
        String name = present.isEmpty() ? NAME_PREFIX + suffix : present;
        boolean isMounted = false;
        for (ObjectNode container : containers(spec)) {
            if (!mountsOwn(container)) {
                container
                        .withArrayProperty("volumeMounts")
                        .addObject()
                        .put("name", name)
                        .put("readOnly", true)
                        .put("mountPath", PATH);
                isMounted = true;
            }
        }
        if (isMounted && present.isEmpty()) {
            addVolume(spec.withArrayProperty("volumes"), name);
        }
    }

    private static String presentName(JsonNode volumes) {
        for (JsonNode volume : volumes) {
            String name = volume.path("name").asString("");
            if (name.startsWith(NAME_PREFIX)) {
                return name;
            }
        }
        return "";
    }

    private static List<ObjectNode> containers(ObjectNode spec) {
        List<ObjectNode> containers = new ArrayList<>();
        for (String list : List.of("initContainers", "containers")) {
            for (JsonNode container : spec.path(list)) {
                containers.add((ObjectNode) container);
            }
        }
        return containers;
    }

    private static boolean mountsOwn(JsonNode container) {
        for (JsonNode mount : container.path("volumeMounts")) {
            if (mount.path("mountPath").asString("").equals(PATH)) {
                return true;
            }
        }
        return false;
    }

    private static void addVolume(ArrayNode volumes, String name) {
        ObjectNode projected = volumes.addObject().put("name", name).putObject("projected");
        ArrayNode sources = projected.putArray("sources");
        sources.addObject()
                .putObject("serviceAccountToken")
                .put("expirationSeconds", LIFETIME_SECONDS)
                .put("path", "token");
        ObjectNode authority = sources.addObject().putObject("configMap").put("name", AUTHORITY);
        authority.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
        ObjectNode namespace = sources.addObject()
                .putObject("downwardAPI")
                .putArray("items")
                .addObject()
                .put("path", "namespace");
        namespace.putObject("fieldRef").put("apiVersion", "v1").put("fieldPath", "metadata.namespace");
        projected.put("defaultMode", READABLE_BY_ALL);
    }
}
