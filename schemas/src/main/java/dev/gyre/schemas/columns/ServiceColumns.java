package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of Services, and of the Endpoints behind them. */
public final class ServiceColumns {

    /** More addresses than these are only counted. */
    private static final int SHOWN_ENDPOINTS = 3;

    private ServiceColumns() {}

    public static List<Column> ofServices() {
        return List.of(
                Columns.name(),
                Columns.text("Type", "How the Service is reached.", service -> spec(service, "type")),
                Columns.text("Cluster-IP", "The address inside the cluster.", ServiceColumns::clusterIp),
                Columns.text("External-IP", "The addresses outside the cluster.", ServiceColumns::externalIp),
                Columns.text("Port(s)", "The ports, with those on every node after a colon.", ServiceColumns::ports),
                Columns.age(),
                Columns.wide("Selector", "Which pods answer.", ServiceColumns::selector));
    }

    public static List<Column> ofEndpoints() {
        return List.of(
                Columns.name(),
                Columns.text("Endpoints", "The addresses and ports that answer.", ServiceColumns::endpoints),
                Columns.age());
    }

    private static String clusterIp(ObjectNode service) {
        String first = service.path("spec").path("clusterIPs").path(0).asString("");
        return Columns.orNone(first.isEmpty() ? spec(service, "clusterIP") : first);
    }

    private static String externalIp(ObjectNode service) {
        String external = Columns.joined(service.path("spec").path("externalIPs"), ip -> ip.asString(""));
        return switch (spec(service, "type")) {
            case "ExternalName" -> spec(service, "externalName");
            case "LoadBalancer" -> {
                String balanced = Columns.joined(
                        service.path("status").path("loadBalancer").path("ingress"), ServiceColumns::ingress);
                String separator = balanced.isEmpty() || external.isEmpty() ? "" : ",";
                String all = balanced + separator + external;
                yield all.isEmpty() ? "<pending>" : all;
            }
            default -> Columns.orNone(external);
        };
    }

    private static String ingress(JsonNode ingress) {
        String ip = ingress.path("ip").asString("");
        return ip.isEmpty() ? ingress.path("hostname").asString("") : ip;
    }

    private static String ports(ObjectNode service) {
        return Columns.orNone(Columns.joined(service.path("spec").path("ports"), port -> {
            int nodePort = port.path("nodePort").asInt(0);
            return port.path("port").asInt(0)
                    + (nodePort > 0 ? ":" + nodePort : "")
                    + "/"
                    + port.path("protocol").asString("");
        }));
    }

    private static String selector(ObjectNode service) {
        List<String> labels = new ArrayList<>();
        service.path("spec").path("selector").properties().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(label ->
                        labels.add(label.getKey() + "=" + label.getValue().asString("")));
        return Columns.orNone(String.join(",", labels));
    }

    private static String endpoints(ObjectNode endpoints) {
        List<String> shown = new ArrayList<>();
        int count = 0;
        for (JsonNode subset : endpoints.path("subsets")) {
            JsonNode addresses = subset.path("addresses");
            List<String> suffixes = new ArrayList<>();
            subset.path("ports")
                    .forEach(port -> suffixes.add(":" + port.path("port").asInt(0)));
            if (suffixes.isEmpty()) {
                suffixes.add("");
            }
            for (String suffix : suffixes) {
                count += addresses.size();
                for (int i = 0; i < addresses.size() && shown.size() < SHOWN_ENDPOINTS; i++) {
                    shown.add(host(addresses.get(i).path("ip").asString(""), suffix));
                }
            }
        }
        String text = Columns.orNone(String.join(",", shown));
        return count > shown.size() ? text + " + " + (count - shown.size()) + " more..." : text;
    }

    private static String host(String ip, String suffix) {
        return ip.contains(":") && !suffix.isEmpty() ? "[" + ip + "]" + suffix : ip + suffix;
    }

    private static String spec(ObjectNode service, String field) {
        return service.path("spec").path(field).asString("");
    }
}
