package dev.gyre.actors.service;

import dev.gyre.schemas.Json;
import tools.jackson.databind.node.ObjectNode;

/** A port of a Service with the number it has in a pod; {@code name} and {@code appProtocol} are empty where there are none. */
public record BackendPort(String name, String protocol, int port, String appProtocol) {

    /** As an EndpointSlice has it: there the empty name is one too. */
    public ObjectNode inSlice() {
        ObjectNode json =
                Json.object().put("name", name).put("protocol", protocol).put("port", port);
        return appProtocol.isEmpty() ? json : json.put("appProtocol", appProtocol);
    }

    /** As Endpoints have it. */
    public ObjectNode inEndpoints() {
        ObjectNode json = inSlice();
        if (name.isEmpty()) {
            json.remove("name");
        }
        return json;
    }
}
