package dev.gyre.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real packets through the real kernel: a host, pods and a client in networks of their own. */
class ForwardingIT {

    private static final String VIP = "10.96.0.10";
    private static final int NODE_PORT = 30080;

    /** What a socket on the host itself is told, and what arrives elsewhere. */
    private static final Pattern REFUSED_DATAGRAM =
            Pattern.compile("failed: .*(Operation not permitted|PortUnreachable).*");

    private static final String REFUSED = "failed: java.net.ConnectException: Connection refused";

    private PodNetworkFixture net;
    private Table table;
    private ServiceModel model;

    @BeforeEach
    void start() throws Exception {
        net = new PodNetworkFixture(3);
        begin(net.isBridgeFiltered());
    }

    private void begin(boolean isBridgeFiltered) throws Exception {
        HostFacts facts = new HostFacts(PodNetworkFixture.BRIDGE, isBridgeFiltered);
        table = new Table("gyre-test", "", facts);
        model = new ServiceModel(facts, PodNetworkFixture.HOST_ADDRESSES);
        net.nft.apply(NftScript.replacing(table, List.of()));
        put(Objects.read("""
                kind: Node
                metadata: {name: node-1}
                status: {addresses: [{type: InternalIP, address: 198.51.100.1}]}"""));
    }

    @AfterEach
    void stop() throws Exception {
        net.close();
    }

    private void put(List<Resource> objects) throws Exception {
        model.changed(objects.stream().map(Objects::put).toList());
        List<Edit> edits = model.edits();
        if (!edits.isEmpty()) {
            net.nft.apply(NftScript.of(table, edits));
        }
    }

    /** A Service with a node port, TCP and UDP; {@code more} goes into its spec. */
    private void service(String more) throws Exception {
        put(Objects.read("""
                kind: Service
                metadata: {name: web}
                spec:
                  clusterIP: %s
                  ports:
                  - {name: t, port: 80, protocol: TCP, nodePort: %d}
                  - {name: u, port: 80, protocol: UDP, nodePort: %d}
                  %s""".formatted(VIP, NODE_PORT, NODE_PORT, more)));
    }

    /** These pods answer for it. */
    private void endpoints(int... pods) throws Exception {
        String endpoints = String.join(
                ", ",
                IntStream.of(pods)
                        .mapToObj(pod -> "{addresses: [" + PodNetworkFixture.ip(pod) + "], nodeName: node-1}")
                        .toList());
        put(Objects.read("""
                kind: EndpointSlice
                metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
                addressType: IPv4
                ports: [{name: t, port: 8080, protocol: TCP}, {name: u, port: 8080, protocol: UDP}]
                endpoints: [%s]""".formatted(endpoints)));
    }

    private static String datagram(NetworkNamespace from, String ip, int port) {
        return Answering.askByDatagram(from, 0, ip, port, 20_000);
    }

    @Test
    void podsAndTheHostReachAServiceAndItsPodsSeeWhoAsks() throws Exception {
        service("");
        endpoints(0);
        assertThat(Answering.ask(net.host, VIP, 80)).startsWith("pod1 to ");
        assertThat(datagram(net.host, VIP, 80)).startsWith("pod1 to ");
        assertThat(Answering.ask(net.pods.get(1), VIP, 80)).isEqualTo("pod1 to 10.1.0.3");
        assertThat(datagram(net.pods.get(1), VIP, 80)).isEqualTo("pod1 to 10.1.0.3");
    }

    @Test
    void aNodePortIsReachedFromOutsideFromPodsAndOnLocalhost() throws Exception {
        service("");
        endpoints(0);
        assertThat(Answering.ask(net.client, PodNetworkFixture.HOST_IP, NODE_PORT))
                .isEqualTo("pod1 to 198.51.100.9");
        assertThat(datagram(net.client, PodNetworkFixture.HOST_IP, NODE_PORT)).isEqualTo("pod1 to 198.51.100.9");
        assertThat(Answering.ask(net.pods.get(2), PodNetworkFixture.HOST_IP, NODE_PORT))
                .isEqualTo("pod1 to 10.1.0.4");
        assertThat(Answering.ask(net.host, PodNetworkFixture.HOST_IP, NODE_PORT))
                .startsWith("pod1 to ");
        assertThat(Answering.ask(net.host, "127.0.0.1", NODE_PORT)).isEqualTo("pod1 to 10.1.0.1");
        assertThat(datagram(net.host, "127.0.0.1", NODE_PORT)).isEqualTo("pod1 to 10.1.0.1");
    }

    @Test
    void podsReachThemselves() throws Exception {
        service("");
        endpoints(0);
        assertThat(Answering.ask(net.pods.getFirst(), VIP, 80)).isEqualTo("pod1 to 10.1.0.1");
        assertThat(datagram(net.pods.getFirst(), VIP, 80)).isEqualTo("pod1 to 10.1.0.1");
        assertThat(Answering.ask(net.pods.getFirst(), PodNetworkFixture.HOST_IP, NODE_PORT))
                .isEqualTo("pod1 to 10.1.0.1");
    }

    @Test
    void answersBetweenPodsComeThroughTheHostWhereItsRulesDoNotSeeTheBridge() throws Exception {
        net.host.sh("sysctl -qw net.bridge.bridge-nf-call-iptables=0 || true");
        begin(false);
        service("");
        endpoints(0);
        assertThat(Answering.ask(net.pods.get(1), VIP, 80)).isEqualTo("pod1 to 10.1.0.1");
        assertThat(Answering.ask(net.pods.getFirst(), VIP, 80)).isEqualTo("pod1 to 10.1.0.1");
        assertThat(datagram(net.pods.get(1), VIP, 80)).isEqualTo("pod1 to 10.1.0.1");
    }

    @Test
    void connectionsGoToAllEndpoints() throws Exception {
        service("");
        endpoints(0, 1, 2);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100 && seen.size() < 3; i++) {
            seen.add(Answering.ask(net.client, PodNetworkFixture.HOST_IP, NODE_PORT));
        }
        assertThat(seen).hasSize(3).allMatch(answer -> answer.endsWith(" to 198.51.100.9"));
    }

    @Test
    void aClientKeepsItsEndpointAlsoWhenOthersGo() throws Exception {
        service("sessionAffinity: ClientIP");
        endpoints(0, 1, 2);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            seen.add(Answering.ask(net.host, VIP, 80));
        }
        assertThat(seen).hasSize(1);
        int kept = seen.iterator().next().charAt(3) - '1';
        endpoints(kept);
        assertThat(Answering.ask(net.host, VIP, 80)).isIn(seen);
        endpoints(0, 1, 2);
        for (int i = 0; i < 10; i++) {
            assertThat(Answering.ask(net.host, VIP, 80)).isIn(seen);
        }
        endpoints((kept + 1) % 3);
        assertThat(Answering.ask(net.host, VIP, 80)).startsWith("pod" + ((kept + 1) % 3 + 1));
    }

    @Test
    void withoutEndpointsEverybodyIsRefusedAtOnce() throws Exception {
        service("");
        for (NetworkNamespace from : List.of(net.host, net.pods.getFirst(), net.client)) {
            assertThat(Answering.ask(from, VIP, 80)).isEqualTo(REFUSED);
            assertThat(Answering.ask(from, PodNetworkFixture.HOST_IP, NODE_PORT))
                    .isEqualTo(REFUSED);
            refusesDatagrams(from, VIP, 80);
            refusesDatagrams(from, PodNetworkFixture.HOST_IP, NODE_PORT);
        }
        endpoints(0);
        assertThat(Answering.ask(net.client, VIP, 80)).startsWith("pod1 to ");
        assertThat(Answering.ask(net.client, VIP, 81))
                .as("a port the Service has not")
                .isEqualTo(REFUSED);
    }

    /** A refusal is a packet, too, and on a busy machine one of them may be lost. */
    private static void refusesDatagrams(NetworkNamespace from, String ip, int port) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(Answering.askByDatagram(from, 0, ip, port, 2_000))
                        .matches(REFUSED_DATAGRAM));
    }

    @Test
    void aLoadBalancersAddressTakesOnlyWhoMayCome() throws Exception {
        String service = """
                kind: Service
                metadata: {name: web}
                spec:
                  type: LoadBalancer
                  clusterIP: 10.96.0.10
                  externalIPs: [203.0.113.8]
                  loadBalancerSourceRanges: [%s]
                  ports: [{name: t, port: 80, protocol: TCP}]
                status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}""";
        put(Objects.read(service.formatted("198.51.100.0/24, 198.51.100.8/30")));
        endpoints(1);
        assertThat(Answering.ask(net.client, "203.0.113.7", 80)).isEqualTo("pod2 to 198.51.100.9");
        assertThat(Answering.ask(net.client, "203.0.113.8", 80)).isEqualTo("pod2 to 198.51.100.9");
        put(Objects.read(service.formatted("198.51.100.64/26")));
        assertThat(net.client.in(() -> isSilent("203.0.113.7"))).isTrue();
        assertThat(Answering.ask(net.client, "203.0.113.8", 80)).isEqualTo("pod2 to 198.51.100.9");
    }

    private static boolean isSilent(String ip) throws java.io.IOException {
        try (java.net.Socket socket = new java.net.Socket()) {
            socket.connect(new java.net.InetSocketAddress(ip, 80), 2_000);
            return false;
        } catch (java.net.SocketTimeoutException e) {
            return true;
        }
    }

    /** {@code -Dforwarding.rounds=1000} asks for more than a build has time for. */
    @Test
    void endpointsComeAndGoUnderLoadAndNobodyIsTurnedAway() throws Exception {
        service("");
        underLoad(
                Integer.getInteger("forwarding.rounds", 60),
                1,
                round -> endpoints(IntStream.range(0, 3)
                        .filter(pod -> pod == 0 || Math.random() < 0.5)
                        .toArray()));
    }

    /**
     * A table is replaced in one transaction, but the kernel reads the generation of a set anew with each lookup: a packet that
     * is between a rule and its set in that very moment finds neither the old nor the new elements, and is refused. Whoever is
     * turned away so comes in with the next attempt; more than that is lost nowhere.
     */
    @Test
    void aTableIsReplacedUnderLoadAndWhoIsTurnedAwayComesInAtOnce() throws Exception {
        service("");
        underLoad(60, 2, round -> net.nft.apply(NftScript.replacing(table, model.all())));
    }

    /** What is done in one round. */
    private interface Change {
        void make(int round) throws Exception;
    }

    private void underLoad(int rounds, int attempts, Change change) throws Exception {
        endpoints(0, 1, 2);
        AtomicBoolean isOver = new AtomicBoolean();
        List<Asking> load = Stream.of(net.host, net.client, net.pods.getFirst())
                .map(from -> new Asking(from, attempts, isOver))
                .toList();
        load.forEach(Thread::start);
        for (int round = 0; round < rounds; round++) {
            change.make(round);
        }
        isOver.set(true);
        for (Asking asking : load) {
            asking.join();
            assertThat(asking.failures).isEmpty();
            assertThat(asking.count).isGreaterThan(20);
        }
    }

    /** Asks again and again until it is over; a failure is what failed in so many attempts. */
    private static final class Asking extends Thread {
        private final NetworkNamespace from;
        private final int attempts;
        private final AtomicBoolean isOver;
        private final Set<String> failures = new HashSet<>();
        private int count;

        Asking(NetworkNamespace from, int attempts, AtomicBoolean isOver) {
            this.from = from;
            this.attempts = attempts;
            this.isOver = isOver;
        }

        @Override
        public void run() {
            from.in(() -> {
                while (!isOver.get()) {
                    String answer = "";
                    for (int i = 0; i < attempts && !answer.startsWith("pod"); i++) {
                        answer = Answering.ask(VIP, 80);
                    }
                    count++;
                    if (!answer.startsWith("pod")) {
                        failures.add(answer);
                    }
                }
                return true;
            });
        }
    }

    @Test
    void flowsToAnEndpointThatWentAreStale() throws Exception {
        service("");
        endpoints(0);
        assertThat(Answering.askByDatagram(net.client, 5555, VIP, 80, 20_000)).startsWith("pod1");
        assertThat(Answering.askByDatagram(net.client, 5556, PodNetworkFixture.HOST_IP, NODE_PORT, 20_000))
                .startsWith("pod1");
        assertThat(stale()).isEmpty();
        endpoints(1);
        assertThat(Answering.askByDatagram(net.client, 5555, VIP, 80, 20_000))
                .as("what the kernel remembers goes on")
                .startsWith("pod1");
        assertThat(stale())
                .extracting(DatagramFlow::sourcePort, DatagramFlow::answering)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(5555, "10.1.0.2"),
                        org.assertj.core.groups.Tuple.tuple(5556, "10.1.0.2"));
        net.host.sh("conntrack -D -p udp -s 198.51.100.9 -d " + VIP + " --sport 5555 --dport 80");
        assertThat(Answering.askByDatagram(net.client, 5555, VIP, 80, 20_000)).startsWith("pod2");
    }

    private List<DatagramFlow> stale() {
        List<DatagramFlow> flows = net.host
                .sh("conntrack -L -p udp 2>/dev/null")
                .lines()
                .flatMap(line -> DatagramFlow.parse(line).stream())
                .toList();
        return DatagramFlow.stale(flows, model.datagrams(), PodNetworkFixture.HOST_ADDRESSES);
    }
}
