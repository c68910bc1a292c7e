package dev.gyre.schemas.address;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A port of the node that a container asks for; it belongs to one pod at a time. */
public record HostPort(String protocol, String ip, int port) {

    private static final String ANY = "0.0.0.0";

    /** Those of a pod's containers. */
    public static List<HostPort> of(JsonNode podSpec) {
        List<HostPort> ports = new ArrayList<>();
        for (JsonNode container : podSpec.path("containers")) {
            for (JsonNode port : container.path("ports")) {
                int number = port.path("hostPort").asInt(0);
                if (number > 0) {
                    String ip = port.path("hostIP").asString("");
                    ports.add(new HostPort(port.path("protocol").asString("TCP"), ip.isEmpty() ? ANY : ip, number));
                }
            }
        }
        return List.copyOf(ports);
    }

    public boolean conflictsWith(HostPort other) {
        return port == other.port
                && protocol.equals(other.protocol)
                && (ip.equals(other.ip) || ip.equals(ANY) || other.ip.equals(ANY));
    }
}
