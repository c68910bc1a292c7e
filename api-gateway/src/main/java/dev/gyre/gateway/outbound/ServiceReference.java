package dev.gyre.gateway.outbound;

import tools.jackson.databind.JsonNode;

/**
 * A Service, as {@code clientConfig.service} and {@code spec.service} name one.
 *
 * @param port of the Service, not of its pods
 */
public record ServiceReference(String namespace, String name, int port) {

    private static final int DEFAULT_PORT = 443;

    public static ServiceReference of(JsonNode reference) {
        return new ServiceReference(
                reference.path("namespace").asString(""),
                reference.path("name").asString(""),
                reference.path("port").asInt(DEFAULT_PORT));
    }

    /** The name that the server's certificate must have. */
    public String serverName() {
        return name + "." + namespace + ".svc";
    }
}
