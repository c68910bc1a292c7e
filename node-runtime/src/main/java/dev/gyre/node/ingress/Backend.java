package dev.gyre.node.ingress;

import dev.gyre.schemas.ResourceKey;
import tools.jackson.databind.JsonNode;

/**
 * What a rule leads to: a Service and one of its ports, by number or by name.
 *
 * @param portNumber 0 where it is named
 */
public record Backend(ResourceKey service, String portName, int portNumber) {

    /** A backend in an Ingress; one that is no Service leads to a Service of no name, which nobody finds. */
    static Backend of(String namespace, JsonNode backend) {
        JsonNode service = backend.path("service");
        JsonNode port = service.path("port");
        return new Backend(
                ResourceKey.namespaced(
                        "", "services", namespace, service.path("name").asString("")),
                port.path("name").asString(""),
                port.path("number").asInt(0));
    }

    @Override
    public String toString() {
        return service.namespace() + "/" + service.name() + ":" + (portName.isEmpty() ? portNumber : portName);
    }
}
