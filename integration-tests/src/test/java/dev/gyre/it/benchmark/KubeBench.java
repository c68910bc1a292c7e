package dev.gyre.it.benchmark;

import dev.gyre.it.Api;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The load that the API is measured with, over TLS as the administrator, and what it costs the server; {@code docs/performance.md}
 * has the numbers that were written down. Arguments: the data directory of a cluster that {@code ./gyre up --nodes 0} started for the
 * purpose, its port, and scenarios: {@code writes} (in turns with a bare jetcd client at the same etcd), {@code reads}, {@code lists},
 * {@code watch}, {@code rollout}. System properties: {@code clients} (64), {@code seconds} of a turn (5), {@code turns} (4, of which the
 * first warms up and does not count).
 */
public final class KubeBench {

    private static final int BYTES = 1024;
    private static final int OBJECTS = 500;
    private static final String PAYLOAD = "x".repeat(BYTES);

    private final Path data;
    private final Api api;
    private final ServerCost.Meter meter;
    private final Clients clients;
    private final Duration turn = Duration.ofSeconds(Integer.getInteger("seconds", 5));
    private final int turns = Integer.getInteger("turns", 4);

    private KubeBench(Path data, int port) throws Exception {
        this.data = data;
        this.api = Api.of(data, port);
        this.meter = new ServerCost.Meter(data);
        this.clients = new Clients(api, Integer.getInteger("clients", 64));
    }

    public static void main(String[] arguments) throws Exception {
        KubeBench bench = new KubeBench(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        System.out.println("resident at the start: " + bench.meter.resident());
        for (String scenario : List.of(arguments).subList(2, arguments.length)) {
            try (BenchNamespace namespace = BenchNamespace.create(bench.api)) {
                bench.run(scenario, namespace);
            }
        }
        System.out.println("resident at the end: " + bench.meter.resident());
        System.exit(0); // whatever a library's threads still do
    }

    private void run(String scenario, BenchNamespace namespace) throws Exception {
        String configMaps = "/api/v1/namespaces/" + namespace.name() + "/configmaps";
        switch (scenario) {
            case "writes" -> writes(configMaps);
            case "reads" -> {
                fill(configMaps, 1);
                repeat("reads", connection -> get(connection, configMaps + "/c-1"));
            }
            case "lists" -> {
                fill(configMaps, OBJECTS);
                repeat("lists", connection -> get(connection, configMaps + "?resourceVersion=0"));
            }
            case "watch" -> new WatchLoad(api, meter, configMaps).run();
            case "rollout" -> new RolloutLoad(api, meter, namespace.name()).run(turns);
            default -> throw new IllegalArgumentException("unknown scenario " + scenario);
        }
    }

    private void writes(String configMaps) throws Exception {
        AtomicLong names = new AtomicLong();
        Latencies ours = new Latencies();
        Latencies bare = new Latencies();
        ServerCost cost = ServerCost.none();
        ServerCost bareCost = ServerCost.none();
        try (BareEtcd etcd = new BareEtcd(data, BYTES)) {
            for (int i = 0; i < turns; i++) {
                boolean counts = i > 0;
                ServerCost begin = meter.read();
                etcd.puts(turn, clients.count(), counts ? bare : new Latencies());
                ServerCost between = meter.read();
                clients.during(turn, counts ? ours : new Latencies(), connection -> {
                    create(connection, configMaps, names.incrementAndGet());
                    return true;
                });
                if (counts) {
                    bareCost = bareCost.plus(between.since(begin));
                    cost = cost.plus(meter.read().since(between));
                }
            }
        }
        report("bare puts", bare, bareCost);
        report("writes", ours, cost);
        System.out.printf(Locale.ROOT, "writes are %.1f %% of bare puts%n", 100.0 * ours.count() / bare.count());
    }

    private void repeat(String what, Clients.Work work) throws Exception {
        Latencies latencies = new Latencies();
        ServerCost cost = ServerCost.none();
        for (int i = 0; i < turns; i++) {
            ServerCost begin = meter.read();
            clients.during(turn, i > 0 ? latencies : new Latencies(), work);
            if (i > 0) {
                cost = cost.plus(meter.read().since(begin));
            }
        }
        report(what, latencies, cost);
    }

    private void report(String what, Latencies latencies, ServerCost cost) {
        System.out.printf(
                Locale.ROOT,
                "%s: %,.0f/s, %s; %s%n",
                what,
                latencies.count() / (turn.toMillis() / 1e3 * (turns - 1)),
                latencies.summary(),
                cost.each(latencies.count()));
    }

    private void fill(String configMaps, int count) throws Exception {
        AtomicLong names = new AtomicLong();
        new Clients(api, 8).all(connection -> {
            long name = names.incrementAndGet();
            if (name <= count) {
                create(connection, configMaps, name);
            }
            return name < count;
        });
    }

    private static void create(ApiConnection connection, String configMaps, long name) throws java.io.IOException {
        connection.send("POST", configMaps, """
                        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c-%d"},"data":{"payload":"%s"}}""".formatted(name, PAYLOAD)).required();
    }

    private static boolean get(ApiConnection connection, String path) throws java.io.IOException {
        connection.send("GET", path, "").required();
        return true;
    }
}
