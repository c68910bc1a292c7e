package dev.gyre.node.proxy;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.address.Ipv4;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What forwarding asks of a Service. Headless Services, ExternalName and those that name another proxy have none.
 *
 * @param isBalancedHere whether its load balancer is this host, and not one of another class
 * @param sourceRanges who may come through a load balancer's address; empty for everybody
 * @param affinitySeconds how long a client keeps its endpoint; 0 for not at all
 * @param isInternalLocal {@code internalTrafficPolicy: Local}
 * @param isExternalLocal {@code externalTrafficPolicy: Local}
 */
record ServiceSpec(
        ServiceName name,
        List<Port> ports,
        List<String> clusterIps,
        List<String> externalIps,
        List<String> loadBalancerIps,
        boolean isBalancedHere,
        List<String> sourceRanges,
        int affinitySeconds,
        boolean isInternalLocal,
        boolean isExternalLocal) {

    private static final String OTHER_PROXY = "service.kubernetes.io/service-proxy-name";
    private static final int AFFINITY_SECONDS = 10_800;
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");

    /** @param protocol as nft writes it; {@code nodePort} is 0 where there is none */
    record Port(String name, String protocol, int port, int nodePort) {}

    static Optional<ServiceSpec> of(Resource service) {
        JsonNode spec = service.json().path("spec");
        List<String> clusterIps = clusterIps(spec);
        if (clusterIps.isEmpty()
                || spec.path("type").asString("").equals("ExternalName")
                || service.labels().containsKey(OTHER_PROXY)) {
            return Optional.empty();
        }
        return Optional.of(new ServiceSpec(
                ServiceName.of(service),
                ports(spec),
                clusterIps,
                texts(spec.path("externalIPs"), Ipv4::isAddress),
                loadBalancerIps(service),
                !spec.hasNonNull("loadBalancerClass"),
                texts(spec.path("loadBalancerSourceRanges"), Ipv4::isRange),
                affinitySeconds(spec),
                spec.path("internalTrafficPolicy").asString("").equals("Local"),
                spec.path("externalTrafficPolicy").asString("").equals("Local")));
    }

    private static List<String> clusterIps(JsonNode spec) {
        List<String> all = texts(spec.path("clusterIPs"), Ipv4::isAddress);
        String one = spec.path("clusterIP").asString("");
        return all.isEmpty() && Ipv4.isAddress(one) ? List.of(one) : all;
    }

    private static List<Port> ports(JsonNode spec) {
        List<Port> ports = new ArrayList<>();
        for (JsonNode port : spec.path("ports")) {
            String protocol = protocol(port);
            if (PROTOCOLS.contains(protocol)) {
                ports.add(new Port(
                        port.path("name").asString(""),
                        protocol,
                        port.path("port").asInt(0),
                        port.path("nodePort").asInt(0)));
            }
        }
        return List.copyOf(ports);
    }

    static String protocol(JsonNode port) {
        return port.path("protocol").asString("TCP").toLowerCase(Locale.ROOT);
    }

    /** Where the load balancer is a proxy of its own, traffic to its address is not ours to forward. */
    private static List<String> loadBalancerIps(Resource service) {
        return stream(service.json().path("status").path("loadBalancer").path("ingress"))
                .filter(ingress -> !ingress.path("ipMode").asString("VIP").equals("Proxy"))
                .map(ingress -> ingress.path("ip").asString(""))
                .filter(Ipv4::isAddress)
                .distinct()
                .toList();
    }

    private static int affinitySeconds(JsonNode spec) {
        return spec.path("sessionAffinity").asString("").equals("ClientIP")
                ? spec.path("sessionAffinityConfig")
                        .path("clientIP")
                        .path("timeoutSeconds")
                        .asInt(AFFINITY_SECONDS)
                : 0;
    }

    private static List<String> texts(JsonNode array, Predicate<String> isFit) {
        return stream(array)
                .map(node -> node.asString("").strip())
                .filter(isFit)
                .distinct()
                .toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        List<JsonNode> nodes = new ArrayList<>();
        array.forEach(nodes::add);
        return nodes.stream();
    }
}
