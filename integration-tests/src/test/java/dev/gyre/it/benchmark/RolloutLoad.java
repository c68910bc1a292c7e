package dev.gyre.it.benchmark;

import static org.awaitility.Awaitility.await;

import dev.gyre.it.Api;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Deployment from its creation until all replicas are available. The load plays every kubelet: what gets a node is reported as
 * running and ready at once, so that API, controllers and scheduler are what is measured. Nodes are new ones each time, for one that
 * says nothing is soon held lost.
 */
record RolloutLoad(Api api, ServerCost.Meter meter, String namespace) {

    private static final String NODE_PATH = "/api/v1/nodes/";
    private static final int NODES = 200;
    private static final int REPLICAS = Integer.getInteger("replicas", 1_000);
    private static final int KUBELETS = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern NAME = Pattern.compile("\"name\":\"(web-[^\"]+)\"");
    private static final String NODE_STATUS = """
            {"status":{"capacity":{"cpu":"32","memory":"64Gi","pods":"110"},"allocatable":{"cpu":"32","memory":"64Gi","pods":"110"},
             "conditions":[{"type":"Ready","status":"True","reason":"Bench","message":"","lastHeartbeatTime":"2026-01-01T00:00:00Z",
             "lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""";
    private static final String POD_STATUS = """
            {"status":{"phase":"Running","podIP":"10.0.0.1","startTime":"2026-01-01T00:00:00Z","conditions":[
             {"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""";
    private static final String DEPLOYMENT = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":%d,
             "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"terminationGracePeriodSeconds":0,"containers":[
             {"name":"c","image":"pause","resources":{"requests":{"cpu":"10m","memory":"10Mi"}}}]}}}}""";

    /** So often, each time in a cluster that holds nothing of the time before. */
    void run(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            String nodes = namespace + "-" + i + "-";
            eachNode((connection, number) -> makeNode(connection, nodes + number));
            run();
            eachNode((connection, number) ->
                    connection.send("DELETE", NODE_PATH + nodes + number, "").required());
        }
    }

    private void run() throws Exception {
        String pods = "/api/v1/namespaces/" + namespace + "/pods";
        BlockingQueue<String> placed = new LinkedBlockingQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(
                KUBELETS + 1, Thread.ofPlatform().daemon().factory());
        try (ApiConnection watch = new ApiConnection(api);
                ApiConnection user = new ApiConnection(api)) {
            watch.watch(pods + "?watch=true&resourceVersion=0");
            threads.submit(() -> {
                Set<String> seen = new HashSet<>();
                while (true) {
                    String event = watch.nextEvent();
                    Matcher name = NAME.matcher(event);
                    if (event.contains("\"nodeName\":\"") && name.find() && seen.add(name.group(1))) {
                        placed.add(name.group(1));
                    }
                }
            });
            for (int i = 0; i < KUBELETS; i++) {
                threads.submit(() -> {
                    try (ApiConnection kubelet = new ApiConnection(api)) {
                        while (true) {
                            kubelet.send("PATCH", pods + "/" + placed.take() + "/status", POD_STATUS);
                        }
                    }
                });
            }
            rollOut(user);
        } finally {
            threads.shutdownNow();
        }
    }

    private void rollOut(ApiConnection user) throws Exception {
        String deployments = "/apis/apps/v1/namespaces/" + namespace + "/deployments";
        ServerCost begin = meter.read();
        long from = System.nanoTime();
        user.send("POST", deployments, DEPLOYMENT.formatted(REPLICAS)).required();
        String whole = "\"availableReplicas\":" + REPLICAS;
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> user.send("GET", deployments + "/web", "").text().contains(whole));
        double seconds = (System.nanoTime() - from) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "rollout: %,d pods over %d nodes in %.1f s, %.0f/s; %s%n",
                REPLICAS,
                NODES,
                seconds,
                REPLICAS / seconds,
                meter.read().since(begin).each(REPLICAS));
        user.send("DELETE", deployments + "/web?propagationPolicy=Foreground", "")
                .required();
        await().atMost(PATIENCE)
                .until(() -> user.send("GET", deployments + "/web", "").status() == 404);
    }

    /** What is done with a node, by its number. */
    private interface NodeWork {
        void accept(ApiConnection connection, int number) throws IOException;
    }

    private void eachNode(NodeWork work) throws Exception {
        AtomicInteger numbers = new AtomicInteger();
        new Clients(api, KUBELETS).all(connection -> {
            int number = numbers.getAndIncrement();
            if (number < NODES) {
                work.accept(connection, number);
            }
            return number < NODES;
        });
    }

    private static void makeNode(ApiConnection connection, String name) throws IOException {
        connection.send("POST", "/api/v1/nodes", "{\"metadata\":{\"name\":\"" + name + "\"}}");
        connection.send("PATCH", NODE_PATH + name + "/status", NODE_STATUS).required();
        connection
                .send("PATCH", NODE_PATH + name, "{\"spec\":{\"taints\":null}}")
                .required();
    }
}
