package dev.gyre.actors.loadbalancer;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.address.Ipv4;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** What is read of a Service to give it an address, and to leave alone those of others. */
record BalancedService(Resource resource) {

    /** Upstream's own name for it, by which other providers' controllers know it, too. */
    static final String CLEANUP = "service.kubernetes.io/load-balancer-cleanup";

    /** The older ones first. */
    static final Comparator<BalancedService> BY_AGE = Comparator.comparing(BalancedService::created)
            .thenComparing(service -> service.resource().key());

    /** Whether it wants an address and leaves it to us which one: other implementations are asked for by a class. */
    boolean isOurs() {
        return isBalanced() && !spec().hasNonNull("loadBalancerClass");
    }

    private boolean isBalanced() {
        return spec().path("type").asString("").equals("LoadBalancer");
    }

    /** The address that it asks for; empty where any will do. */
    String asked() {
        return spec().path("loadBalancerIP").asString("");
    }

    /** The addresses in its status, whoever wrote them. */
    List<String> ingress() {
        List<String> addresses = new ArrayList<>();
        if (isBalanced()) {
            status().forEach(ingress -> addresses.add(ingress.path("ip").asString("")));
        }
        return addresses;
    }

    /** Whether it stays until somebody has cleaned up behind it. */
    boolean isHeld() {
        return resource.finalizers().contains(CLEANUP);
    }

    /**
     * Whether what it had of us is to be cleaned up: it goes, or wants to be reached from outside no more. One of another
     * implementation is theirs to let go.
     */
    boolean isToBeLetGo() {
        return isHeld() && (isOurs() ? resource.isDeleting() : !isBalanced());
    }

    /** The one address that it has; empty where it has none, or anything else. */
    String address() {
        List<String> all = ingress();
        return all.size() == 1 ? all.getFirst() : "";
    }

    /** Whether its status tells of an address, a name, or several. */
    boolean isPromised() {
        return !status().isEmpty();
    }

    List<String> externalIps() {
        List<String> addresses = new ArrayList<>();
        spec().path("externalIPs").forEach(ip -> addresses.add(ip.asString("").strip()));
        addresses.removeIf(address -> !Ipv4.isAddress(address));
        return addresses;
    }

    /** Its ports with their protocols: {@code 80/TCP}. */
    List<String> ports() {
        List<String> ports = new ArrayList<>();
        spec().path("ports")
                .forEach(port -> ports.add(
                        port.path("port").asInt(0) + "/" + port.path("protocol").asString("TCP")));
        return ports;
    }

    String fullName() {
        return resource.namespace() + "/" + resource.name();
    }

    private JsonNode spec() {
        return resource.json().path("spec");
    }

    private JsonNode status() {
        return resource.json().path("status").path("loadBalancer").path("ingress");
    }

    private Instant created() {
        return Objects.requireNonNullElse(resource.creationTimestamp(), Instant.EPOCH);
    }
}
