package dev.gyre.gateway.auth;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The objects of its own namespace that a pod's specification names: those without which it cannot be run. */
record PodReferences(Map<String, Set<String>> namesByPlural) {

    static PodReferences of(JsonNode pod) {
        PodReferences references = new PodReferences(new HashMap<>());
        JsonNode spec = pod.path("spec");
        references.add("serviceaccounts", spec.path("serviceAccountName"));
        spec.path("imagePullSecrets").forEach(secret -> references.add("secrets", secret.path("name")));
        for (String containers : new String[] {"containers", "initContainers", "ephemeralContainers"}) {
            spec.path(containers).forEach(references::container);
        }
        String podName = pod.path("metadata").path("name").asString("");
        spec.path("volumes").forEach(volume -> references.volume(podName, volume));
        return references;
    }

    boolean contains(String plural, String name) {
        return namesByPlural.getOrDefault(plural, Set.of()).contains(name);
    }

    private void container(JsonNode container) {
        for (JsonNode from : container.path("envFrom")) {
            add("configmaps", from.path("configMapRef").path("name"));
            add("secrets", from.path("secretRef").path("name"));
        }
        for (JsonNode variable : container.path("env")) {
            add("configmaps", variable.path("valueFrom").path("configMapKeyRef").path("name"));
            add("secrets", variable.path("valueFrom").path("secretKeyRef").path("name"));
        }
    }

    private void volume(String podName, JsonNode volume) {
        if (volume.path("ephemeral").isObject()) {
            add("persistentvolumeclaims", podName + "-" + volume.path("name").asString(""));
        }
        add("configmaps", volume.path("configMap").path("name"));
        add("secrets", volume.path("secret").path("secretName"));
        add("persistentvolumeclaims", volume.path("persistentVolumeClaim").path("claimName"));
        for (JsonNode source : volume.path("projected").path("sources")) {
            add("configmaps", source.path("configMap").path("name"));
            add("secrets", source.path("secret").path("name"));
        }
    }

    private void add(String plural, JsonNode name) {
        add(plural, name.asString(""));
    }

    private void add(String plural, String name) {
        if (!name.isEmpty()) {
            namesByPlural.computeIfAbsent(plural, p -> new HashSet<>()).add(name);
        }
    }
}
