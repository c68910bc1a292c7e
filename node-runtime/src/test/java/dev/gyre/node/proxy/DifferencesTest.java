package dev.gyre.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Differences, applied one by one, lead where a full build leads, whatever happened on the way. */
class DifferencesTest {

    private static final int STEPS = 40;

    @Property(tries = 150)
    void differencesOneByOneGiveTheSameAsAFullBuild(@ForAll long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Map<String, Resource> cluster = new TreeMap<>();
        ServiceModel model = new ServiceModel(Objects.HOST, Objects.ADDRESSES);
        KernelTable kernel = new KernelTable();
        for (int step = 0; step < STEPS; step++) {
            change(random, cluster, model);
            if (random.nextInt(3) > 0) {
                kernel.apply(model.edits());
            }
        }
        kernel.apply(model.edits());

        ServiceModel fresh = new ServiceModel(Objects.HOST, Objects.ADDRESSES);
        fresh.reset(cluster.values());
        KernelTable full = new KernelTable();
        full.apply(fresh.edits());
        KernelTable replaced = new KernelTable();
        replaced.apply(model.all());
        assertThat(kernel).hasToString(full.toString());
        assertThat(replaced).hasToString(full.toString());
        assertThat(model.datagrams()).isEqualTo(fresh.datagrams());
    }

    static void change(RandomGenerator random, Map<String, Resource> cluster, ServiceModel model) {
        if (random.nextInt(20) == 0) {
            model.reset(cluster.values());
            return;
        }
        Resource object = switch (random.nextInt(8)) {
            case 0, 1, 2 -> randomService(random);
            case 3 -> Objects.node("node-" + random.nextInt(2));
            default -> randomSlice(random);
        };
        String key = object.key().toString();
        if (random.nextInt(4) == 0) {
            if (cluster.remove(key) != null) {
                model.changed(List.of(Objects.delete(object)));
            }
        } else {
            cluster.put(key, object);
            model.changed(List.of(Objects.put(object)));
        }
    }

    private static Resource randomService(RandomGenerator random) {
        int number = random.nextInt(4);
        ObjectNode service = Json.object().put("kind", "Service");
        service.putObject("metadata")
                .put("name", "s" + number)
                .put("creationTimestamp", "2026-11-27T10:00:0" + random.nextInt(3) + "Z");
        ObjectNode spec = service.putObject("spec");
        spec.put("clusterIP", random.nextInt(8) == 0 ? "None" : "10.96.0." + number);
        ArrayNode ports = spec.putArray("ports");
        for (int i = 0; i <= random.nextInt(2); i++) {
            ports.addObject()
                    .put("name", "p" + i)
                    .put("port", 80 + i)
                    .put("nodePort", random.nextBoolean() ? 30000 + number : 0)
                    .put("protocol", random.nextBoolean() ? "TCP" : "UDP");
        }
        if (random.nextInt(3) == 0) {
            spec.put("sessionAffinity", "ClientIP")
                    .putObject("sessionAffinityConfig")
                    .putObject("clientIP")
                    .put("timeoutSeconds", random.nextBoolean() ? 10 : 20);
        }
        spec.put("internalTrafficPolicy", random.nextInt(3) == 0 ? "Local" : "Cluster");
        spec.put("externalTrafficPolicy", random.nextInt(3) == 0 ? "Local" : "Cluster");
        if (random.nextInt(3) == 0) {
            spec.putArray("externalIPs").add("203.0.113." + random.nextInt(2));
        }
        if (random.nextInt(3) == 0) {
            service.putObject("status")
                    .putObject("loadBalancer")
                    .putArray("ingress")
                    .addObject()
                    .put("ip", "203.0.113." + (10 + random.nextInt(2)));
            spec.putArray("loadBalancerSourceRanges").add("198.51.100.0/24").add(random.nextInt(9) + ".0.0.0/8");
        }
        return Objects.resource(service);
    }

    private static Resource randomSlice(RandomGenerator random) {
        int number = random.nextInt(4);
        ObjectNode slice = Json.object().put("kind", "EndpointSlice");
        slice.putObject("metadata")
                .put("name", "s" + number + "-" + random.nextInt(2))
                .putObject("labels")
                .put(SliceEndpoints.SERVICE_LABEL, "s" + (random.nextInt(5) == 0 ? random.nextInt(4) : number));
        slice.put("addressType", random.nextInt(9) == 0 ? "IPv6" : "IPv4");
        ArrayNode ports = slice.putArray("ports");
        for (int i = 0; i < 2; i++) {
            ports.addObject()
                    .put("name", "p" + i)
                    .put("port", 8080 + i)
                    .put("protocol", random.nextBoolean() ? "TCP" : "UDP");
        }
        ArrayNode endpoints = slice.putArray("endpoints");
        for (int i = 0; i < random.nextInt(4); i++) {
            ObjectNode endpoint = endpoints.addObject().put("nodeName", "node-" + random.nextInt(2));
            endpoint.putArray("addresses").add("10.1.0." + random.nextInt(6));
            endpoint.putObject("conditions")
                    .put("ready", random.nextBoolean())
                    .put("serving", random.nextBoolean())
                    .put("terminating", random.nextBoolean());
        }
        return Objects.resource(slice);
    }

    @Test
    void aChangeOfOneEndpointCostsByTheServiceNotByTheCluster() {
        ServiceModel model = new ServiceModel(Objects.HOST, Objects.ADDRESSES);
        List<Resource> cluster = new ArrayList<>();
        for (int s = 0; s < 500; s++) {
            cluster.add(Objects.service("s" + s, "10.96." + s / 250 + "." + s % 250));
            cluster.add(Objects.slice("s" + s, ips(s, 10)));
        }
        model.reset(cluster);
        assertThat(model.edits()).hasSizeGreaterThan(5_000);
        model.changed(List.of(Objects.put(Objects.slice("s250", ips(250, 9)))));
        assertThat(model.edits()).hasSizeLessThan(5);
    }

    private static List<String> ips(int service, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "10." + (1 + service / 250) + "." + service % 250 + "." + (i + 1))
                .toList();
    }
}
