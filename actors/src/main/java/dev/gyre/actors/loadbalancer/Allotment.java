package dev.gyre.actors.loadbalancer;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Who gets which address. What the cluster itself lives on comes first, then what other implementations have given, then what
 * Services have of us already, and only then who has nothing yet: nobody loses an address because somebody came. Of these,
 * who asks for a certain address goes before those whom any will do. Where two collide all the same, since the ports of one
 * have changed, the older one keeps it.
 */
final class Allotment {

    private static final ResourceKey API = ResourceKey.namespaced("", "endpoints", "default", "kubernetes");

    /** What a Service is given, or why it is given nothing. */
    sealed interface Share {}

    record Given(String address) implements Share {}

    record Refused(String why) implements Share {}

    private final AddressPool pool;
    private final Fronts fronts = new Fronts();
    private final Map<BalancedService, Share> shares = new LinkedHashMap<>();

    private Allotment(AddressPool pool) {
        this.pool = pool;
    }

    /** The shares of all Services that are ours to serve; those that are going keep what they have and get nothing. */
    static Map<BalancedService, Share> of(AddressPool pool, ClusterView view) {
        List<BalancedService> services = view.list("", "services").stream()
                .map(BalancedService::new)
                .filter(service -> service.isOurs()
                        || service.isPromised()
                        || !service.externalIps().isEmpty())
                .sorted(BalancedService.BY_AGE)
                .toList();
        Allotment allotment = new Allotment(pool);
        allotment.sparing(view);
        services.stream().filter(service -> !service.isOurs()).forEach(allotment::leave);
        List<BalancedService> ours =
                services.stream().filter(BalancedService::isOurs).toList();
        ours.forEach(allotment::keep);
        services.forEach(service -> service.externalIps().forEach(ip -> allotment.take(ip, service)));
        ours.stream().filter(service -> !service.asked().isEmpty()).forEach(allotment::give);
        ours.forEach(allotment::give);
        ours.forEach(allotment::refuse);
        return allotment.shares;
    }

    /** A Service in front of the API or of a kubelet would cut the cluster off from itself. */
    private void sparing(ClusterView view) {
        view.get(API).ifPresent(endpoints -> {
            for (JsonNode subset : endpoints.json().path("subsets")) {
                for (JsonNode address : subset.path("addresses")) {
                    for (JsonNode port : subset.path("ports")) {
                        spare(address.path("ip"), port.path("port"), "the cluster's API");
                    }
                }
            }
        });
        for (Resource node : view.list("", "nodes")) {
            JsonNode status = node.json().path("status");
            JsonNode port =
                    status.path("daemonEndpoints").path("kubeletEndpoint").path("Port");
            for (JsonNode address : status.path("addresses")) {
                spare(address.path("address"), port, "the kubelet of " + node.name());
            }
        }
    }

    private void spare(JsonNode address, JsonNode port, String holder) {
        fronts.take(address.asString(""), List.of(port.asInt(0) + "/TCP"), holder);
    }

    private void leave(BalancedService service) {
        service.ingress().forEach(address -> take(address, service));
    }

    private void take(String address, BalancedService service) {
        fronts.take(address, service.ports(), service.fullName());
    }

    private void keep(BalancedService service) {
        String address = service.address();
        boolean isStillMeant = pool.contains(address)
                && (service.asked().isEmpty() || service.asked().equals(address));
        if (isStillMeant && obstacle(address, service).isEmpty()) {
            grant(address, service);
        }
    }

    private void give(BalancedService service) {
        if (!isWaiting(service)) {
            return;
        }
        Stream<String> fit = service.asked().isEmpty()
                ? pool.addresses()
                : Stream.of(service.asked()).filter(pool::contains);
        fit.filter(address -> obstacle(address, service).isEmpty())
                .findFirst()
                .ifPresent(address -> grant(address, service));
    }

    /** When all is given, so that the next look finds the same reason. */
    private void refuse(BalancedService service) {
        if (isWaiting(service)) {
            shares.put(service, new Refused(why(service)));
        }
    }

    private boolean isWaiting(BalancedService service) {
        return !shares.containsKey(service) && !service.resource().isDeleting();
    }

    private String why(BalancedService service) {
        String asked = service.asked();
        if (asked.isEmpty()) {
            return "no address of the pool " + pool + " has " + String.join(" and ", service.ports()) + " free: "
                    + pool.addresses()
                            .findFirst()
                            .flatMap(first -> obstacle(first, service))
                            .orElse("");
        }
        return pool.contains(asked)
                ? obstacle(asked, service).orElseThrow()
                : "spec.loadBalancerIP " + asked + " is not in the pool " + pool;
    }

    private Optional<String> obstacle(String address, BalancedService service) {
        return fronts.obstacle(address, service.ports(), service.fullName());
    }

    private void grant(String address, BalancedService service) {
        take(address, service);
        shares.put(service, new Given(address));
    }
}
