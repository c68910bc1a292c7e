package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of endpoint slices, ingresses and their classes. */
public final class NetworkColumns {

    /** More than these are only counted. */
    private static final int SHOWN = 3;

    private NetworkColumns() {}

    public static List<Column> ofEndpointSlices() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "AddressType",
                        "Of which kind the addresses are.",
                        slice -> slice.path("addressType").asString("")),
                Columns.text("Ports", "The ports that answer.", NetworkColumns::ports),
                Columns.text("Endpoints", "The addresses that answer.", NetworkColumns::addresses),
                Columns.age());
    }

    public static List<Column> ofIngresses() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Class",
                        "The class, and so who sees to it.",
                        ingress -> Columns.orNone(
                                ingress.path("spec").path("ingressClassName").asString(""))),
                Columns.text("Hosts", "The hosts that have rules.", NetworkColumns::hosts),
                Columns.text("Address", "Where it is reached.", NetworkColumns::loadBalancers),
                Columns.text(
                        "Ports",
                        "The ports it is reached at.",
                        ingress -> ingress.path("spec").path("tls").isEmpty() ? "80" : "80, 443"),
                Columns.age());
    }

    public static List<Column> ofIngressClasses() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Controller",
                        "Who sees to the ingresses of this class.",
                        ingressClass ->
                                ingressClass.path("spec").path("controller").asString("")),
                Columns.text("Parameters", "An object with more to know.", NetworkColumns::parameters),
                Columns.age());
    }

    public static List<Column> ofNetworkPolicies() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Pod-Selector",
                        "Which pods it is about.",
                        policy ->
                                WorkloadColumns.selectorText(policy.path("spec").path("podSelector"))),
                Columns.age());
    }

    private static String ports(ObjectNode slice) {
        List<String> ports = new ArrayList<>();
        for (JsonNode port : slice.path("ports")) {
            JsonNode number = port.path("port");
            ports.add(number.isNumber() ? number.asString() : port.path("name").asString("*"));
        }
        return some(ports);
    }

    private static String addresses(ObjectNode slice) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode endpoint : slice.path("endpoints")) {
            endpoint.path("addresses").forEach(address -> addresses.add(address.asString("")));
        }
        return some(addresses);
    }

    private static String some(List<String> all) {
        if (all.isEmpty()) {
            return "<unset>";
        }
        String shown = String.join(",", all.subList(0, Math.min(SHOWN, all.size())));
        return all.size() > SHOWN ? shown + " + " + (all.size() - SHOWN) + " more..." : shown;
    }

    private static String hosts(ObjectNode ingress) {
        List<String> hosts = new ArrayList<>();
        for (JsonNode rule : ingress.path("spec").path("rules")) {
            String host = rule.path("host").asString("");
            if (!host.isEmpty()) {
                hosts.add(host);
            }
        }
        return hosts.isEmpty() ? "*" : some(hosts);
    }

    private static String loadBalancers(ObjectNode ingress) {
        LinkedHashSet<String> addresses = new LinkedHashSet<>();
        for (JsonNode entry : ingress.path("status").path("loadBalancer").path("ingress")) {
            String ip = entry.path("ip").asString("");
            addresses.add(ip.isEmpty() ? entry.path("hostname").asString("") : ip);
        }
        return String.join(",", addresses);
    }

    private static String parameters(ObjectNode ingressClass) {
        JsonNode parameters = ingressClass.path("spec").path("parameters");
        if (!parameters.isObject()) {
            return Columns.NONE;
        }
        String group = parameters.path("apiGroup").asString("");
        return parameters.path("kind").asString("")
                + (group.isEmpty() ? "" : "." + group)
                + "/"
                + parameters.path("name").asString("");
    }
}
