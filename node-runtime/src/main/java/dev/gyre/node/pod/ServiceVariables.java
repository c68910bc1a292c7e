package dev.gyre.node.pod;

import dev.gyre.schemas.Resource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What every container is told of Services in its environment: always of the API's, and of those of its own namespace unless
 * the pod wants no links; in the names that Docker's links once had as well. Services without an address say nothing.
 */
public final class ServiceVariables {
    private static final String API_NAMESPACE = "default";
    private static final String API_SERVICE = "kubernetes";

    private ServiceVariables() {}

    /** @param services those of the pod's namespace and of {@code default}, at least */
    public static Map<String, String> of(Resource pod, Collection<Resource> services) {
        boolean wantsLinks = pod.json().path("spec").path("enableServiceLinks").asBoolean(true);
        Map<String, Resource> linked = new TreeMap<>();
        for (Resource service : services) {
            boolean isApi =
                    service.namespace().equals(API_NAMESPACE) && service.name().equals(API_SERVICE);
            boolean isLinked = wantsLinks && service.namespace().equals(pod.namespace());
            if (hasAddress(service) && (isLinked || (isApi && !linked.containsKey(API_SERVICE)))) {
                linked.put(service.name(), service);
            }
        }
        Map<String, String> variables = new LinkedHashMap<>();
        linked.values().forEach(service -> add(variables, service));
        return variables;
    }

    private static boolean hasAddress(Resource service) {
        String ip = service.json().path("spec").path("clusterIP").asString("");
        return !ip.isEmpty() && !ip.equals("None");
    }

    private static void add(Map<String, String> variables, Resource service) {
        JsonNode spec = service.json().path("spec");
        JsonNode ports = spec.path("ports");
        if (ports.isEmpty()) {
            return;
        }
        String ip = spec.path("clusterIP").asString("");
        String prefix = word(service.name());
        variables.put(prefix + "_SERVICE_HOST", ip);
        variables.put(prefix + "_SERVICE_PORT", number(ports.path(0)));
        for (JsonNode port : ports) {
            String name = port.path("name").asString("");
            if (!name.isEmpty()) {
                variables.put(prefix + "_SERVICE_PORT_" + word(name), number(port));
            }
        }
        variables.put(prefix + "_PORT", url(ip, ports.path(0)));
        for (JsonNode port : ports) {
            String link =
                    prefix + "_PORT_" + number(port) + "_" + protocol(port).toUpperCase(Locale.ROOT);
            variables.put(link, url(ip, port));
            variables.put(link + "_PROTO", protocol(port));
            variables.put(link + "_PORT", number(port));
            variables.put(link + "_ADDR", ip);
        }
    }

    private static String url(String ip, JsonNode port) {
        String host = ip.contains(":") ? "[" + ip + "]" : ip;
        return protocol(port) + "://" + host + ":" + number(port);
    }

    private static String number(JsonNode port) {
        return Integer.toString(port.path("port").asInt(0));
    }

    private static String protocol(JsonNode port) {
        return port.path("protocol").asString("TCP").toLowerCase(Locale.ROOT);
    }

    private static String word(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
