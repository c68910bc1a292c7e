package dev.gyre.it.benchmark;

import dev.gyre.node.cluster.InMemoryClusterObjects;
import dev.gyre.node.dns.ClusterDns;
import dev.gyre.node.pod.ResolvConf;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import tools.jackson.databind.node.ObjectNode;

/**
 * DNS answers per second: the real server on loopback, with many Services there, asked by clients that each keep a number of
 * questions under way; askers and server share the machine. Arguments: Services, endpoints of each headless one, seconds,
 * clients, questions under way of each.
 */
public final class DnsBenchmark {

    private DnsBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int services = argument(arguments, 0, 1_000);
        int endpoints = argument(arguments, 1, 10);
        int seconds = argument(arguments, 2, 10);
        int clients = argument(arguments, 3, 4);
        int underWay = argument(arguments, 4, 16);
        InMemoryClusterObjects objects = new InMemoryClusterObjects();
        for (int s = 0; s < services; s++) {
            addServices(objects, s, endpoints);
        }
        ClusterDns.Settings settings =
                new ClusterDns.Settings("cluster.local", "10.96.0.10", "127.0.0.1", "bench", () -> ResolvConf.EMPTY);
        try (ClusterDns dns = ClusterDns.start(settings, objects, new Deaf())) {
            measure("cluster IP", dns.port(), "plain-%d.default.svc.cluster.local.", services, 3, clients, underWay);
            measure(
                    "cluster IP",
                    dns.port(),
                    "plain-%d.default.svc.cluster.local.",
                    services,
                    seconds,
                    clients,
                    underWay);
            measure("headless", dns.port(), "many-%d.default.svc.cluster.local.", services, seconds, clients, underWay);
            measure(
                    "no such name",
                    dns.port(),
                    "none-%d.default.svc.cluster.local.",
                    services,
                    seconds,
                    clients,
                    underWay);
        }
        System.exit(0);
    }

    private static void measure(
            String what, int port, String pattern, int names, int seconds, int clients, int underWay) throws Exception {
        List<byte[]> questions = new ArrayList<>();
        for (int i = 0; i < names; i++) {
            Name name = Name.fromConstantString(pattern.formatted(i));
            questions.add(
                    Message.newQuery(Record.newRecord(name, Type.A, DClass.IN)).toWire());
        }
        LongAdder answers = new LongAdder();
        LongAdder lost = new LongAdder();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> threads = new ArrayList<>();
        for (int c = 0; c < clients; c++) {
            int first = c;
            threads.add(Thread.ofPlatform().start(() -> ask(port, questions, first, underWay, end, answers, lost)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.printf(Locale.ROOT, "%-14s %,9d answers/s, %d lost%n", what, answers.sum() / seconds, lost.sum());
    }

    private static void ask(
            int port, List<byte[]> questions, int first, int underWay, long end, LongAdder answers, LongAdder lost) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(200);
            DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
            int next = first;
            for (int i = 0; i < underWay; i++) {
                send(socket, questions.get(next++ % questions.size()));
            }
            while (System.nanoTime() < end) {
                try {
                    answer.setLength(4096);
                    socket.receive(answer);
                    answers.increment();
                } catch (SocketTimeoutException e) {
                    lost.increment();
                }
                send(socket, questions.get(next++ % questions.size()));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void send(DatagramSocket socket, byte[] question) throws IOException {
        socket.send(new DatagramPacket(question, question.length));
    }

    private static void addServices(InMemoryClusterObjects objects, int number, int endpoints) {
        ObjectNode plain = Json.object();
        plain.putObject("spec").put("clusterIP", "10.96." + (1 + number / 250) + "." + (1 + number % 250));
        objects.put(ResourceKey.namespaced("", "services", "default", "plain-" + number), plain);
        ObjectNode headless = Json.object();
        headless.putObject("spec").put("clusterIP", "None");
        objects.put(ResourceKey.namespaced("", "services", "default", "many-" + number), headless);
        ObjectNode slice = Json.object();
        slice.putObject("metadata").putObject("labels").put("kubernetes.io/service-name", "many-" + number);
        slice.put("addressType", "IPv4").putArray("endpoints");
        for (int e = 0; e < endpoints; e++) {
            slice.withArray("endpoints")
                    .addObject()
                    .putArray("addresses")
                    .add("10." + (1 + number / 250) + "." + number % 250 + "." + (1 + e));
        }
        objects.put(ResourceKey.namespaced("discovery.k8s.io", "endpointslices", "default", "many-" + number), slice);
    }

    private static int argument(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    /** An API that takes no notice: registration is not what is measured. */
    private static final class Deaf implements ApiClient {
        @Override
        public CompletionStage<Outcome> execute(Command command, String cause) {
            return CompletableFuture.completedFuture(new Outcome.Unknown("nobody listens"));
        }

        @Override
        public CompletionStage<Optional<Resource>> get(ResourceKey key, long notOlderThan) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletionStage<ResourceList> list(
                ResourceKind kind, String namespace, @Nullable String labelSelector, @Nullable String fieldSelector) {
            return CompletableFuture.completedFuture(new ResourceList(0, List.of()));
        }

        @Override
        public CompletionStage<Long> currentRevision() {
            return CompletableFuture.completedFuture(0L);
        }

        @Override
        public CompletionStage<Long> raiseEpoch(String partition, String holder) {
            return CompletableFuture.completedFuture(0L);
        }

        @Override
        public CompletionStage<ResourceList> snapshot() {
            return CompletableFuture.completedFuture(new ResourceList(0, List.of()));
        }

        @Override
        public CompletionStage<Token> requestToken(ResourceKey account, TokenRequest request) {
            return CompletableFuture.failedFuture(new UnsupportedOperationException("nobody asks"));
        }
    }
}
