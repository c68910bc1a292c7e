package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.runtime.MachineInfo;
import dev.gyre.node.simulated.SimulatedProber;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.node.simulated.SimulatedRuntime.Delays;
import dev.gyre.node.volume.NoVolumes;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A Node over silences, with the kubelet's messages delivered by hand. */
class NodeRegistrationTest {
    private static final ResourceKey NODE = ResourceKey.clusterScoped("", "nodes", "n");

    private final InMemoryApi api = new InMemoryApi();
    private final MachineInfo machine = SimulatedRuntime.ordinaryMachine();
    private final List<KubeletMessage> told = new ArrayList<>();
    private final List<KubeletMessage> later = new ArrayList<>();
    private final List<Heartbeat> beats = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private final Mailbox mailbox = new Mailbox() {
        @Override
        public void tell(KubeletMessage message) {
            told.add(message);
        }

        @Override
        public void tellAfter(Duration delay, KubeletMessage message) {
            later.add(message);
        }
    };

    private NodeRegistration registered() {
        return registered(NodeSettings.of("n", "10.0.0.1", 0));
    }

    private NodeRegistration registered(NodeSettings settings) {
        NodeRegistration registration =
                new NodeRegistration(settings, ports(), mailbox, new EventRecorder(settings, ports()));
        registration.machine(machine);
        registration.register();
        deliver(registration);
        return registration;
    }

    private KubeletPorts ports() {
        SimulatedRuntime runtime = new SimulatedRuntime(() -> now, (delay, task) -> task.run(), Delays.NONE, machine);
        return new KubeletPorts(
                api,
                runtime,
                new NoVolumes(),
                new SimulatedProber(runtime),
                ServiceDirectory.NONE,
                decision -> CompletableFuture.completedFuture(null),
                beats::add,
                () -> now);
    }

    private void deliver(NodeRegistration registration) {
        while (!told.isEmpty()) {
            switch (told.removeFirst()) {
                case KubeletMessage.NodeWritten m -> registration.written(m.outcome());
                case KubeletMessage.NodeFound m -> registration.found(m.node().json());
                case KubeletMessage.HeartbeatDue m -> registration.beat();
                case KubeletMessage.NodeStatusDue m -> registration.refresh();
                default -> {}
            }
        }
    }

    private void callLost() {
        ObjectNode node = api.find(NODE).map(Resource::copy).orElseThrow();
        for (JsonNode condition : node.path("status").path("conditions")) {
            ((ObjectNode) condition).put("status", "Unknown");
        }
        api.put(NODE, node);
    }

    private boolean isReady() {
        return NodeObject.isReady(api.find(NODE).orElseThrow().json());
    }

    /** Nobody looks at a Node that does not beat yet but its own kubelet, and when no answer comes it looks again. */
    @Test
    void aNodeWhoseFirstAnswersAreLostBeatsInTheEnd() {
        NodeSettings settings = NodeSettings.of("n", "10.0.0.1", 0);
        NodeRegistration registration =
                new NodeRegistration(settings, ports(), mailbox, new EventRecorder(settings, ports()));
        registration.machine(machine);
        registration.register();
        if (told.removeFirst() instanceof KubeletMessage.NodeWritten made) {
            api.losesAnswers = true;
            registration.written(made.outcome()); // it is there; now it is to say how it is
        }
        for (int lost = 0; lost < 4; lost++) {
            deliver(registration);
            told.addAll(later);
            later.clear();
        }
        api.losesAnswers = false;
        while (!told.isEmpty()) {
            deliver(registration);
            told.addAll(later.stream()
                    .filter(KubeletMessage.NodeStatusDue.class::isInstance)
                    .toList());
            boolean isBeating = later.stream().anyMatch(KubeletMessage.HeartbeatDue.class::isInstance);
            later.clear();
            if (isBeating) {
                return;
            }
        }
        throw new AssertionError("nothing is due, and it does not beat");
    }

    /** What the provider says of the machine stays; what the kubelet knows of it, it has told with the first write. */
    @Test
    void aNodeOfACloudWaitsForItsProvider() {
        NodeRegistration registration = registered(new NodeSettings(
                "n",
                "10.0.0.1",
                0,
                Map.of("topology.kubernetes.io/zone", "a"),
                true,
                List.of(),
                "",
                Duration.ZERO,
                ""));
        ObjectNode node = api.find(NODE).map(Resource::copy).orElseThrow();
        assertThat(node.at("/spec/taints/0/key").asString())
                .isEqualTo("node.cloudprovider.kubernetes.io/uninitialized");
        assertThat(node.at("/spec/taints/0/effect").asString()).isEqualTo("NoSchedule");
        assertThat(node.at("/status/addresses/0/address").asString()).isEqualTo("10.0.0.1");
        assertThat(node.path("metadata").path("annotations").path("alpha.kubernetes.io/provided-node-ip"))
                .hasToString("\"10.0.0.1\"");
        assertThat(node.path("metadata").path("labels").path("topology.kubernetes.io/zone"))
                .hasToString("\"a\"");

        node.withObjectProperty("status")
                .putArray("addresses")
                .addObject()
                .put("type", "ExternalIP")
                .put("address", "203.0.113.7");
        node.withObjectProperty("spec").remove("taints");
        api.put(NODE, node);
        callLost();
        now = now.plusSeconds(600);
        registration.beat();
        deliver(registration);
        ObjectNode later = api.find(NODE).orElseThrow().json();
        assertThat(isReady()).isTrue();
        assertThat(later.path("status").path("addresses")).hasSize(1);
        assertThat(later.path("spec").path("taints")).isEmpty();
    }

    /** kubectl sorts by the second, and leaves those of one second as the API lists them: by name. */
    @Test
    void whatIsSaidInOneInstantIsListedAsItWasSaid() {
        EventRecorder events = new EventRecorder(NodeSettings.of("n", "10.0.0.1", 0), ports());
        List<String> reasons = List.of("Starting", "NodeReady", "NodeNotReady", "Rebooted", "Shutdown");
        reasons.forEach(reason -> events.emitOfNode(reason, "it is so"));

        assertThat(api.all("events").stream().sorted(Comparator.comparing(Resource::name)))
                .extracting(event -> event.json().path("reason").asString(""))
                .containsExactlyElementsOf(reasons);
    }

    @Test
    void aHeartbeatGoesBeforeTheFirstStatus() {
        registered();
        assertThat(isReady()).isTrue();
        assertThat(beats).isNotEmpty();
    }

    @Test
    void itsEventsSayThatItStartedAndEachTimeThatItTurnsReady() {
        NodeRegistration registration = registered();
        assertThat(events()).containsExactlyInAnyOrder("Starting x1", "NodeReady x1");
        registration.refresh();
        deliver(registration);
        assertThat(events()).as("a look changes nothing").containsExactlyInAnyOrder("Starting x1", "NodeReady x1");
        callLost();
        now = now.plusSeconds(60);
        registration.beat();
        deliver(registration);
        assertThat(events()).containsExactlyInAnyOrder("Starting x1", "NodeReady x2");
    }

    private List<String> events() {
        return api.all("events").stream()
                .map(event -> event.json().path("reason").asString("") + " x"
                        + event.json().path("count").asInt())
                .toList();
    }

    /** Whoever noticed the silence may write only after the kubelet has said that it is back. */
    @Test
    void aNodeThatIsCalledLostJustWhenItIsBackSaysSoAgainWithItsNextHeartbeat() {
        NodeRegistration registration = registered();
        callLost();
        now = now.plusSeconds(10);
        registration.beat();
        deliver(registration);
        assertThat(isReady()).isTrue();
    }

    @Test
    void whatOthersSayTheNodeHasIsThereForPodsUntilTheySaySoNoMore() {
        NodeRegistration registration = registered();
        changeCapacity(capacity -> capacity.put("example.com/dongle", "3"));
        registration.refresh();
        deliver(registration);
        assertThat(status("allocatable").path("example.com/dongle").asString(""))
                .isEqualTo("3");
        assertThat(status("allocatable").path("pods"))
                .isEqualTo(status("capacity").path("pods"));

        changeCapacity(capacity -> capacity.remove("example.com/dongle"));
        registration.refresh();
        deliver(registration);
        assertThat(status("allocatable").has("example.com/dongle")).isFalse();
        assertThat(status("capacity").has("example.com/dongle")).isFalse();
    }

    /** Somebody changes it behind the kubelet's back. */
    private void changeCapacity(Consumer<ObjectNode> change) {
        ObjectNode node = api.find(NODE).map(Resource::copy).orElseThrow();
        change.accept((ObjectNode) node.path("status").path("capacity"));
        api.put(NODE, node);
    }

    private JsonNode status(String field) {
        return api.find(NODE).orElseThrow().json().path("status").path(field);
    }

    @Test
    void aPauseIsASilenceToo() {
        NodeRegistration registration = registered();
        for (int beat = 0; beat < 5; beat++) {
            now = now.plusSeconds(10);
            registration.beat();
            deliver(registration);
        }
        callLost();
        now = now.plusSeconds(60);
        registration.beat();
        deliver(registration);
        assertThat(isReady()).isTrue();
    }
}
