package dev.gyre.it.benchmark;

import dev.gyre.node.cluster.InMemoryClusterObjects;
import dev.gyre.node.proxy.HostFacts;
import dev.gyre.node.proxy.PacketFilter;
import dev.gyre.node.proxy.PacketFilterException;
import dev.gyre.node.proxy.ProxiedHost;
import dev.gyre.node.proxy.ServiceProxy;
import dev.gyre.node.proxy.ServiceProxy.TableName;
import dev.gyre.node.proxy.host.NftCommand;
import dev.gyre.node.proxy.host.NftSession;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How long one endpoint's change takes from the object to the kernel, with many Services there: the real proxy and nft, in a
 * network namespace of its own. Changes go in turns by a session with nft and by a process of its own each, so that what else
 * the machine does falls on both. Needs root. Arguments: Services, endpoints of each, changes to measure.
 */
public final class ServiceRulesBenchmark {

    private record Applied(int bytes, long at, boolean isBySession) {}

    private ServiceRulesBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int services = argument(arguments, 0, 1_000);
        int endpoints = argument(arguments, 1, 10);
        int changes = argument(arguments, 2, 200);
        String namespace = "it-" + ProcessHandle.current().pid() + "-bench";
        run("ip", "netns", "add", namespace);
        try {
            measure(namespace, services, endpoints, changes);
        } finally {
            run("ip", "netns", "del", namespace);
        }
    }

    private static void measure(String namespace, int services, int endpoints, int changes) throws Exception {
        InMemoryClusterObjects objects = new InMemoryClusterObjects();
        for (int s = 0; s < services; s++) {
            objects.put(service(s), serviceObject(s));
            objects.put(slice(s), sliceObject(s, endpoints));
        }
        SynchronousQueue<Applied> applied = new SynchronousQueue<>();
        List<String> nft = List.of("ip", "netns", "exec", namespace, "nft");
        NftSession session = new NftSession(nft);
        PacketFilter timed = inTurns(session, new NftCommand(nft), applied);
        long begin = System.nanoTime();
        try (session;
                ServiceProxy proxy = ServiceProxy.start(
                        TableName.of("bench", ""), objects, KubernetesKinds.registry(), timed, new Bystander())) {
            Applied whole = applied.take();
            System.out.printf(
                    Locale.ROOT,
                    "%d Services with %d endpoints: whole table %,d bytes in %.0f ms%n",
                    services,
                    services * endpoints,
                    whole.bytes(),
                    (whole.at() - begin) / 1e6);
            Map<Boolean, List<Double>> millis = Map.of(true, new ArrayList<>(), false, new ArrayList<>());
            int bytes = 0;
            for (int i = 0; i < 2 * changes; i++) {
                int s = i * 37 % services;
                long from = System.nanoTime();
                objects.put(slice(s), sliceObject(s, i / services % 2 == 0 ? endpoints - 1 : endpoints));
                Applied change = applied.take();
                millis.get(change.isBySession()).add((change.at() - from) / 1e6);
                bytes = Math.max(bytes, change.bytes());
            }
            System.out.printf(Locale.ROOT, "one endpoint's change: a script of at most %,d bytes%n", bytes);
            report("by a session", millis.get(true));
            report("by a process each", millis.get(false));
        }
    }

    private static PacketFilter inTurns(PacketFilter session, PacketFilter command, SynchronousQueue<Applied> applied) {
        AtomicInteger turn = new AtomicInteger();
        return new PacketFilter() {
            @Override
            public void apply(String script) throws PacketFilterException {
                boolean isBySession = turn.getAndIncrement() % 2 == 1;
                (isBySession ? session : command).apply(script);
                try {
                    applied.offer(new Applied(script.length(), System.nanoTime(), isBySession), 1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public boolean has(String table, String map) throws PacketFilterException {
                return command.has(table, map);
            }
        };
    }

    private static void report(String way, List<Double> millis) {
        double[] sorted =
                millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%-18s %d times: p50 %.1f ms, p99 %.1f ms, most %.1f ms%n",
                way,
                sorted.length,
                sorted[sorted.length / 2],
                sorted[sorted.length * 99 / 100],
                sorted[sorted.length - 1]);
    }

    private static int argument(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private static ResourceKey service(int s) {
        return ResourceKey.namespaced("", "services", "default", "service-" + s);
    }

    private static ResourceKey slice(int s) {
        return ResourceKey.namespaced("discovery.k8s.io", "endpointslices", "default", "service-" + s + "-abcde");
    }

    private static ObjectNode serviceObject(int s) {
        ObjectNode service = Json.object();
        service.putObject("metadata").put("name", "service-" + s);
        ObjectNode spec = service.putObject("spec").put("clusterIP", "10.96." + s / 250 + "." + (s % 250 + 1));
        spec.putArray("ports").addObject().put("port", 80).put("protocol", "TCP");
        return service;
    }

    private static ObjectNode sliceObject(int s, int endpoints) {
        ObjectNode slice = Json.object();
        slice.putObject("metadata").putObject("labels").put("kubernetes.io/service-name", "service-" + s);
        slice.put("addressType", "IPv4");
        slice.putArray("ports").addObject().put("port", 8080).put("protocol", "TCP");
        ArrayNode all = slice.putArray("endpoints");
        IntStream.range(0, endpoints)
                .forEach(i -> all.addObject()
                        .putArray("addresses")
                        .add("10." + (i + 1) + "." + s / 250 + "." + (s % 250 + 1)));
        return slice;
    }

    private static void run(String... command) throws Exception {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed");
        }
    }

    /** A host of which only the table is of interest. */
    private static final class Bystander implements ProxiedHost {
        @Override
        public HostFacts facts() {
            return new HostFacts("br-pods", true);
        }

        @Override
        public Set<String> addresses() {
            return Set.of();
        }

        @Override
        public void prepare() {}

        @Override
        public void admitPods() {}

        @Override
        public void answerFor(Set<String> balanced) {}

        @Override
        public void forgetStale(Map<String, Set<String>> routes) {}
    }
}
