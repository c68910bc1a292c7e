package dev.gyre.gateway.resources;

import dev.gyre.schemas.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What every cluster has from its first moment: the namespaces that others take for granted. */
public final class BootstrapObjects {

    private BootstrapObjects() {}

    /** Namespaces as a client would send them; to be created at each start, where they are missing. */
    public static List<ObjectNode> namespaces() {
        return List.of("default", "kube-system", "kube-public", "kube-node-lease").stream()
                .map(BootstrapObjects::namespace)
                .toList();
    }

    private static ObjectNode namespace(String name) {
        ObjectNode namespace = Json.object();
        namespace.put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", name);
        return namespace;
    }
}
