package dev.gyre.actors.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Decision;
import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever becomes of Services: no two have the same port of an address, nobody loses an address that is still right, an
 * address that fits is not withheld, and there is nothing left to do.
 */
class LoadBalancerPropertiesTest {

    private static final AddressPool POOL = AddressPool.parse("192.0.2.2,198.51.100.8/30");
    private static final ResourceKey KEY = ResourceKey.clusterScoped("", "loadbalancers", "pool");

    private final LoadBalancerReconciler reconciler = new LoadBalancerReconciler(POOL);

    private List<Command> decideAndApply(InMemoryCluster cluster) {
        Decision decision = reconciler.reconcile(KEY, cluster.view(), cluster.now());
        decision.commands().forEach(cluster::execute);
        return decision.commands();
    }

    @Property(tries = 150)
    void noTwoServicesShareAPortOfAnAddressAndNobodyIsMovedWithoutNeed(@ForAll long seed) {
        Random random = new Random(seed);
        InMemoryCluster cluster = new InMemoryCluster(Instant.parse("2026-11-23T10:00:00Z"));
        for (int step = 0; step < 60; step++) {
            cluster.advanceSeconds(random.nextInt(2));
            change(random, step, cluster);
            if (random.nextInt(3) > 0) {
                settle(cluster);
            }
        }
        settle(cluster);
    }

    private void settle(InMemoryCluster cluster) {
        Map<String, String> before = addresses(cluster);
        Map<String, String> claimed = claims(cluster);
        decideAndApply(cluster); // those that go are let go, those that come are held
        decideAndApply(cluster); // these are served, and held who had to wait for those
        decideAndApply(cluster);
        assertThat(decideAndApply(cluster)).as("the fourth time").isEmpty();
        assertThat(cluster.view().list("", "services"))
                .as("those that go, and are let go")
                .noneMatch(Resource::isDeleting);
        claims(cluster);
        Map<String, String> after = addresses(cluster);
        before.keySet().removeIf(service -> isGone(cluster, service));
        before.forEach((service, address) -> {
            boolean isAsked =
                    asked(cluster, service).isEmpty() || asked(cluster, service).equals(address);
            if (isAsked && !claimed.containsValue("a double")) {
                assertThat(after).as("nothing forced a move").containsEntry(service, address);
            }
        });
        for (Resource service : cluster.view().list("", "services")) {
            if (isOurs(service) && !after.containsKey(service.name())) {
                assertThat(isFreeSomewhere(cluster, service))
                        .as("%s has nothing", service.name())
                        .isFalse();
            }
        }
    }

    private static void change(Random random, int step, InMemoryCluster cluster) {
        List<Resource> services = cluster.view().list("", "services");
        if (services.isEmpty() || random.nextInt(3) > 0) {
            cluster.create(
                    "services/default/s" + step,
                    "{'apiVersion':'v1','kind':'Service','metadata':{'name':'s%d','namespace':'default'},'spec':{%s},'status':{'loadBalancer':{}}}"
                            .formatted(step, random.nextInt(5) > 0 ? "'type':'LoadBalancer'" : "'type':'ClusterIP'"));
            edit(random, cluster, cluster.get("services/default/s" + step));
            return;
        }
        Resource service = services.get(random.nextInt(services.size()));
        if (random.nextBoolean()) {
            cluster.execute(new Command.Delete(service.key(), service.uid(), null, null, null, List.of()));
        } else {
            edit(random, cluster, service);
        }
    }

    private static void edit(Random random, InMemoryCluster cluster, Resource service) {
        ObjectNode object = service.copy();
        ObjectNode spec = object.withObjectProperty("spec");
        ArrayNode ports = spec.putArray("ports");
        for (int i = 0; i <= random.nextInt(2); i++) {
            ports.addObject()
                    .put("port", 80 + 10 * i + random.nextInt(3))
                    .put("protocol", random.nextInt(4) > 0 ? "TCP" : "UDP");
        }
        switch (random.nextInt(8)) {
            case 0 -> spec.put("loadBalancerIP", "198.51.100." + (8 + random.nextInt(4)));
            case 1 -> spec.remove("loadBalancerIP");
            default -> {}
        }
        cluster.execute(new Command.Update(service.key(), null, service.revision(), object, List.of()));
    }

    /** Who has which port of which address, by front; "a double" where two have it. */
    private static Map<String, String> claims(InMemoryCluster cluster) {
        Map<String, String> claims = new HashMap<>();
        for (Resource service : cluster.view().list("", "services")) {
            for (JsonNode port : service.json().at("/spec/ports")) {
                String address = address(service);
                if (!address.isEmpty()) {
                    claims.merge(
                            front(address, port), service.name(), (one, other) -> one.equals(other) ? one : "a double");
                }
            }
        }
        return claims;
    }

    private boolean isFreeSomewhere(InMemoryCluster cluster, Resource service) {
        Map<String, String> claims = claims(cluster);
        String asked = asked(cluster, service.name());
        return POOL.addresses()
                .filter(address -> asked.isEmpty() || asked.equals(address))
                .anyMatch(address -> {
                    for (JsonNode port : service.json().at("/spec/ports")) {
                        if (claims.containsKey(front(address, port))) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private static String front(String address, JsonNode port) {
        return address + " " + port.path("port").asInt() + port.path("protocol").asString();
    }

    private static Map<String, String> addresses(InMemoryCluster cluster) {
        Map<String, String> addresses = new TreeMap<>();
        for (Resource service : cluster.view().list("", "services")) {
            if (!address(service).isEmpty()) {
                addresses.put(service.name(), address(service));
            }
        }
        return addresses;
    }

    private static String asked(InMemoryCluster cluster, String service) {
        return cluster.get("services/default/" + service)
                .json()
                .at("/spec/loadBalancerIP")
                .asString("");
    }

    private static boolean isGone(InMemoryCluster cluster, String service) {
        return cluster.view()
                .get(ResourceKey.namespaced("", "services", "default", service))
                .isEmpty();
    }

    private static boolean isOurs(Resource service) {
        return service.json().at("/spec/type").asString("").equals("LoadBalancer");
    }

    private static String address(Resource service) {
        return service.json().at("/status/loadBalancer/ingress/0/ip").asString("");
    }
}
