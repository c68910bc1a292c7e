package dev.gyre.it.benchmark;

import dev.gyre.it.Api;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long it takes until a pod that turns ready, or stops being so, is in the rules of its Service: from the write of a
 * condition that it waits for (a readiness gate), through kubelet and controllers, to the first connection that the Service's
 * address accepts or refuses. Arguments: the data directory of a running cluster, its port, rounds.
 */
public final class ReadinessBenchmark {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final String NAME = "turning";
    private static final String POD = """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "turning", "labels": {"app": "turning"}},
             "spec": {"readinessGates": [{"conditionType": "gyre.dev/turn"}], "terminationGracePeriodSeconds": 1,
                      "containers": [{"name": "web", "image": "gyre/web:1", "imagePullPolicy": "IfNotPresent"}]}}""";
    private static final String SERVICE = """
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "turning"},
             "spec": {"selector": {"app": "turning"}, "ports": [{"port": 80}]}}""";
    private static final String TURN =
            "{\"status\": {\"conditions\": [{\"type\": \"gyre.dev/turn\", \"status\": \"%s\"}]}}";

    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final Pattern CLUSTER_IP = Pattern.compile("\"clusterIP\" *: *\"([0-9.]+)\"");
    private static final Pattern RUNS = Pattern.compile("\"type\" *: *\"ContainersReady\"");

    private ReadinessBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Api api = Api.of(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 50;
        good(api.send("POST", PODS, POD));
        try {
            Matcher ip =
                    CLUSTER_IP.matcher(good(api.send("POST", SERVICES, SERVICE)).body());
            if (!ip.find()) {
                throw new IllegalStateException("the Service has no address");
            }
            InetSocketAddress address = new InetSocketAddress(ip.group(1), 80);
            measure(api, address, rounds);
        } finally {
            api.send("DELETE", PODS + "/" + NAME, "");
            api.send("DELETE", SERVICES + "/" + NAME, "");
        }
    }

    private static void measure(Api api, InetSocketAddress address, int rounds) throws IOException {
        long from = System.nanoTime();
        while (!RUNS.matcher(api.get(PODS + "/" + NAME).body()).find()) {
            requireWithin(from);
        }
        turn(api, address, true); // the container may still be starting
        turn(api, address, false);
        double[] ready = new double[rounds];
        double[] unready = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ready[i] = turn(api, address, true);
            unready[i] = turn(api, address, false);
        }
        report("ready to the first connection accepted", ready);
        report("unready to the first connection refused", unready);
    }

    /** Milliseconds until the rules have followed. */
    private static double turn(Api api, InetSocketAddress address, boolean isReady) throws IOException {
        long from = System.nanoTime();
        good(api.send("PATCH", PODS + "/" + NAME + "/status", TURN.formatted(isReady ? "True" : "False")));
        while (isAccepted(address) != isReady) {
            requireWithin(from);
            LockSupport.parkNanos(1_000_000);
        }
        return (System.nanoTime() - from) / 1e6;
    }

    private static boolean isAccepted(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, 5_000);
            return true;
        } catch (ConnectException refused) {
            return false;
        }
    }

    private static void requireWithin(long from) {
        if (System.nanoTime() - from > BOUND.toNanos()) {
            throw new IllegalStateException("nothing happened for " + BOUND);
        }
    }

    private static HttpResponse<String> good(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(answer.body());
        }
        return answer;
    }

    private static void report(String what, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%s: p50 %.0f ms, p99 %.0f ms, most %.0f ms%n",
                what,
                millis[millis.length / 2],
                millis[millis.length * 99 / 100],
                millis[millis.length - 1]);
    }
}
