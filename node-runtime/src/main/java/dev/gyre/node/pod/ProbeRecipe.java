package dev.gyre.node.pod;

import dev.gyre.node.probe.ProbeTarget;
import dev.gyre.node.probe.ProbeTarget.Header;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A probe or hook of a container as the prober is asked for it: named ports become numbers, hosts the pod's address. */
public final class ProbeRecipe {
    private ProbeRecipe() {}

    /**
     * @param handler the probe or hook, one of whose fields says how to ask
     * @param podIp where nothing names another host
     */
    public static ProbeTarget of(JsonNode container, JsonNode handler, String containerId, String podIp) {
        if (handler.path("exec").isObject()) {
            List<String> command = new ArrayList<>();
            handler.path("exec").path("command").forEach(word -> command.add(word.asString("")));
            return new ProbeTarget.Exec(containerId, List.copyOf(command));
        }
        if (handler.path("httpGet").isObject()) {
            return http(container, handler.path("httpGet"), containerId, podIp);
        }
        if (handler.path("tcpSocket").isObject()) {
            JsonNode socket = handler.path("tcpSocket");
            return new ProbeTarget.TcpSocket(containerId, hostOr(socket, podIp), port(container, socket.path("port")));
        }
        if (handler.path("grpc").isObject()) {
            JsonNode grpc = handler.path("grpc");
            return new ProbeTarget.Grpc(
                    containerId,
                    podIp,
                    port(container, grpc.path("port")),
                    grpc.path("service").asString(""));
        }
        throw new ConfigErrorException(
                "missing probe handler for container " + container.path("name").asString(""));
    }

    private static ProbeTarget http(JsonNode container, JsonNode get, String containerId, String podIp) {
        List<Header> headers = new ArrayList<>();
        for (JsonNode header : get.path("httpHeaders")) {
            headers.add(new Header(
                    header.path("name").asString(""), header.path("value").asString("")));
        }
        String path = get.path("path").asString("/");
        return new ProbeTarget.HttpGet(
                containerId,
                get.path("scheme").asString("HTTP").equals("HTTPS"),
                hostOr(get, podIp),
                port(container, get.path("port")),
                path.startsWith("/") ? path : "/" + path,
                List.copyOf(headers));
    }

    private static String hostOr(JsonNode action, String podIp) {
        String host = action.path("host").asString("");
        return host.isEmpty() ? podIp : host;
    }

    /** A number, a number in words, or the name of one of the container's own ports. */
    private static int port(JsonNode container, JsonNode port) {
        if (port.isNumber()) {
            return port.asInt();
        }
        String word = port.asString("");
        for (JsonNode own : container.path("ports")) {
            if (own.path("name").asString("").equals(word)) {
                return own.path("containerPort").asInt();
            }
        }
        if (!word.isEmpty() && word.length() < 6 && word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Integer.parseInt(word);
        }
        throw new ConfigErrorException("couldn't find port: " + word + " in the ports of container "
                + container.path("name").asString(""));
    }
}
