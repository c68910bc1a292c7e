package dev.gyre.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.node.cluster.InMemoryClusterObjects;
import dev.gyre.node.proxy.ServiceProxy.TableName;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceProxyTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final InMemoryClusterObjects objects = new InMemoryClusterObjects();
    private final RecordingFilter filter = new RecordingFilter();
    private final AtomicInteger forgotten = new AtomicInteger();
    private volatile Set<String> answered = Set.of("never told");
    private ServiceProxy proxy;

    private final ProxiedHost host = new ProxiedHost() {
        @Override
        public HostFacts facts() {
            return Objects.HOST;
        }

        @Override
        public Set<String> addresses() {
            return Objects.ADDRESSES;
        }

        @Override
        public void prepare() {}

        @Override
        public void admitPods() {}

        @Override
        public void answerFor(Set<String> balanced) {
            answered = balanced;
        }

        @Override
        public void forgetStale(Map<String, Set<String>> routes) {
            forgotten.incrementAndGet();
        }
    };

    @BeforeEach
    void start() {
        put(Objects.service("a", "10.96.0.1"));
        put(Objects.slice("a", List.of("10.1.0.2")));
        proxy = ServiceProxy.start(TableName.of("c1", "run=x"), objects, KubernetesKinds.registry(), filter, host);
        await().atMost(SOON).until(() -> !filter.scripts().isEmpty());
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private void put(Resource resource) {
        objects.put(resource.key(), resource.json());
    }

    @Test
    void theFirstTransactionReplacesWhatAnEarlierProcessLeft() {
        assertThat(filter.scripts()).hasSize(1);
        assertThat(filter.last())
                .startsWith(
                        "add table ip gyre-c1\ndelete table ip gyre-c1\nadd table ip gyre-c1 { comment \"run=x\"; }")
                .contains("dnat ip to 10.1.0.2:8080");
    }

    @Test
    void aChangeIsATransactionOfItsOwnSize() {
        put(Objects.slice("a", List.of("10.1.0.2", "10.1.0.3")));
        await().atMost(SOON).until(() -> filter.scripts().size() == 2);
        assertThat(filter.last().lines())
                .hasSize(5)
                .noneMatch(line -> line.contains("table ip gyre-c1 {"))
                .anyMatch(line -> line.contains("0 : 10.1.0.2 . 8080, 1 : 10.1.0.3 . 8080"));
        put(Objects.slice("a", List.of("10.1.0.2", "10.1.0.3")));
        put(Objects.service("b", "10.96.0.2"));
        await().atMost(SOON).until(() -> filter.last().contains("10.96.0.2"));
        assertThat(filter.scripts())
                .as("what changes nothing is no transaction")
                .hasSize(3);
    }

    @Test
    void afterARefusalTheWholeTableIsPutInPlace() {
        filter.fail(1);
        put(Objects.slice("a", List.of("10.1.0.9")));
        await().atMost(SOON).until(() -> filter.scripts().size() == 2);
        assertThat(filter.last()).contains("delete table ip gyre-c1", "dnat ip to 10.1.0.9:8080");
    }

    @Test
    void aNewStateOfTheClusterIsTakenAsADifference() {
        put(Objects.service("b", "10.96.0.2"));
        await().atMost(SOON).until(() -> filter.last().contains("10.96.0.2"));
        int before = filter.scripts().size();
        objects.resetAll();
        objects.delete(Objects.service("b", "10.96.0.2").key());
        await().atMost(SOON).until(() -> filter.last().contains("delete element ip gyre-c1 cluster-ips { 10.96.0.2 }"));
        assertThat(filter.scripts()).hasSize(before + 1);
    }

    @Test
    void flowsAreForgottenWhenDatagramsGoElsewhereAndNotForStreams() {
        int before = forgotten.get();
        put(Objects.slice("a", List.of("10.1.0.9")));
        await().atMost(SOON).until(() -> filter.last().contains("10.1.0.9"));
        put(Objects.read("""
                kind: Service
                metadata: {name: u}
                spec: {clusterIP: 10.96.0.3, ports: [{port: 53, protocol: UDP}]}""").getFirst());
        await().atMost(SOON).until(() -> forgotten.get() == before + 1);
    }

    @Test
    void theHostHasTheAddressesOfLoadBalancersThatNobodyElseHas() {
        await().atMost(SOON).until(() -> answered.isEmpty());
        Resource own = Objects.node("node-1");
        Resource first = Objects.read("""
                kind: Node
                metadata: {name: node-0}
                status: {addresses: [{type: InternalIP, address: 192.0.2.3}], conditions: [{type: Ready, status: "True"}]}
                """).getFirst();
        put(own);
        Objects.read("""
                kind: Service
                metadata: {name: lb}
                spec: {type: LoadBalancer, clusterIP: 10.96.0.4, ports: [{port: 80, protocol: TCP}]}
                status: {loadBalancer: {ingress: [{ip: 192.0.2.2}, {ip: 203.0.113.7}, {ip: 203.0.113.8, ipMode: Proxy}]}}
                ---
                kind: Service
                metadata: {name: of-others}
                spec:
                  type: LoadBalancer
                  loadBalancerClass: example.com/other
                  clusterIP: 10.96.0.5
                  ports: [{port: 80, protocol: TCP}]
                status: {loadBalancer: {ingress: [{ip: 203.0.113.9}]}}
                """).forEach(this::put);
        await().atMost(SOON).until(() -> answered.equals(Set.of("203.0.113.7")));
        put(first);
        await().atMost(SOON).until(() -> answered.isEmpty());
        objects.delete(first.key());
        await().atMost(SOON).until(() -> answered.equals(Set.of("203.0.113.7")));
    }

    @Test
    void aPodThatGoesIsLetGoWhenTheRulesNoLongerSendAnybodyThere() {
        put(Objects.slice("a", List.of("10.1.0.2", "10.1.0.3")));
        var staying = proxy.turnedAwayFrom("10.1.0.3").toCompletableFuture();
        var nobody = proxy.turnedAwayFrom("10.1.0.77").toCompletableFuture();
        await().atMost(SOON).until(nobody::isDone);
        put(Objects.slice("a", List.of("10.1.0.2")));
        await().atMost(SOON).until(staying::isDone);
        assertThat(filter.last()).contains("dnat ip to 10.1.0.2:8080");
        var bounded = proxy.turnedAwayFrom("10.1.0.2").toCompletableFuture();
        await().atMost(SOON).until(bounded::isDone);
    }
}
