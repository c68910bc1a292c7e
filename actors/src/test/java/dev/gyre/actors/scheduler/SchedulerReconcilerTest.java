package dev.gyre.actors.scheduler;

import static dev.gyre.actors.scheduler.Harness.node;
import static dev.gyre.actors.scheduler.Harness.on;
import static dev.gyre.actors.scheduler.Harness.ownedBy;
import static dev.gyre.actors.scheduler.Harness.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Decision;
import dev.gyre.actors.Objects;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.record.ResourceEvent.Type;
import dev.gyre.schemas.storage.LocalPath;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class SchedulerReconcilerTest {

    @Test
    void bindsUnderTheGuardThatTheNodeIsStillThereAndTellsAfterwards() {
        Harness cluster = new Harness().with(node("n", "4", "8Gi"), pod("p", "1", "1Gi"));
        Decision decision = cluster.decide();

        assertThat(decision.commands()).hasSize(2);
        assertThat(decision.chainStarts()).containsExactly(0);
        assertThat(decision.commands().getFirst())
                .isEqualTo(new Command.Bind(
                        ResourceKey.parse("pods/default/p"),
                        "uid-p",
                        "n",
                        List.of(new Guard.Exists(ResourceKey.parse("nodes/n"), "uid-n"))));
        Command.Create event = (Command.Create) decision.commands().get(1);
        assertThat(event.object().path("message").asString()).isEqualTo("Successfully assigned default/p to n");
    }

    @Test
    void withoutWaitingPodsThereIsNothingToDo() {
        assertThat(new Harness()
                        .with(node("n", "4", "8Gi"), on("n", pod("p", "1", "1Gi")))
                        .decide())
                .isEqualTo(Decision.NOTHING);
    }

    @Test
    void aPodWaitsForTheVolumesThatItsClaimsHaveNotGot() {
        Harness cluster = new Harness()
                .with(
                        node("n", "4", "8Gi"),
                        pod(
                                "p",
                                "1",
                                "1Gi",
                                "'volumes': [{'name': 'v', 'persistentVolumeClaim': {'claimName': 'c'}}]"));
        String none =
                "0/1 nodes are available: %s. preemption: 0/1 nodes are available: 1 Preemption is not helpful for"
                        + " scheduling.";
        assertThat(cluster.messages()).containsEntry("p", none.formatted("persistentvolumeclaim \"c\" not found"));
        cluster.with(claim("", "", "ReadWriteOnce"));
        assertThat(cluster.messages())
                .containsEntry("p", none.formatted("pod has unbound immediate PersistentVolumeClaims"));
        cluster.with(claim("v", BOUND, "ReadWriteOnce"));
        assertThat(cluster.messages())
                .containsEntry(
                        "p",
                        none.formatted("persistentvolumeclaim \"c\" bound to non-existent persistentvolume \"v\""));
        cluster.with(Objects.resource("persistentvolumes/v", 1, "{'metadata': {}, 'spec': {}}"));
        assertThat(cluster.schedule()).containsEntry("p", "n");
    }

    private static final String BOUND = "'pv.kubernetes.io/bind-completed': 'yes'";
    private static final String USES_CLAIM = "'volumes': [{'name': 'v', 'persistentVolumeClaim': {'claimName': 'c'}}]";

    private static Resource claim(String volume, String annotations, String mode) {
        return Objects.resource("persistentvolumeclaims/default/c", 1, """
                {'metadata': {'uid': 'c-1', 'annotations': {%s}}, 'spec': {'volumeName': '%s', 'storageClassName': 's',
                 'accessModes': ['%s'], 'resources': {'requests': {'storage': '1Gi'}}}, 'status': {'phase': '%s'}}
                """.formatted(
                        annotations, volume, mode, volume.isEmpty() ? "Pending" : "Bound"));
    }

    private static Resource storageClass(String provisioner) {
        return Objects.resource(
                "storageclasses.storage.k8s.io/s",
                1,
                "{'provisioner': '" + provisioner + "', 'volumeBindingMode': 'WaitForFirstConsumer'}");
    }

    private static Resource volume(String name, String node, String claimRef) {
        return Objects.resource("persistentvolumes/" + name, 1, """
                {'metadata': {}, 'spec': {'storageClassName': 's', 'accessModes': ['ReadWriteOnce'],
                 'capacity': {'storage': '1Gi'}, 'nodeAffinity': {'required': %s} %s}, 'status': {'phase': 'Available'}}
                """.formatted(LocalPath.nodeSelector(node), claimRef));
    }

    private static Resource host(String name) {
        return node(name, "4", "8Gi", "'kubernetes.io/hostname': '" + name + "'", "");
    }

    /** Of a large cluster not all nodes are looked at; but none is passed over where the others will not do. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 101, 128, 160, 257, 360})
    void theOneNodeThatWillDoIsFound(int nodes) {
        Harness cluster = new Harness();
        for (int i = 1; i < nodes; i++) {
            cluster.with(node("small-" + i, "1", "8Gi"));
        }
        cluster.with(node("large", "4", "8Gi"), pod("p", "2", "1Gi"));
        assertThat(cluster.schedule()).containsEntry("p", "large");
    }

    @Test
    void aPodRunsWhereItsVolumeIs() {
        Harness cluster = new Harness()
                .with(host("a"), host("b"), claim("v", BOUND, "ReadWriteOnce"), volume("v", "b", ""))
                .with(pod("p", "1", "1Gi", USES_CLAIM));
        assertThat(cluster.schedule()).containsEntry("p", "b");
        cluster.without("nodes/b").with(pod("q", "1", "1Gi", USES_CLAIM));
        assertThat(cluster.messages().get("q"))
                .startsWith("0/1 nodes are available: 1 node(s) had volume node affinity conflict.");
    }

    @Test
    void aVolumeIsOnlyMadeWhereItsClassAllows() {
        Resource elsewhere = Objects.resource("storageclasses.storage.k8s.io/s", 1, """
                {'provisioner': 'example.com/p', 'volumeBindingMode': 'WaitForFirstConsumer', 'allowedTopologies': [
                 {'matchLabelExpressions': [{'key': 'kubernetes.io/hostname', 'values': ['b', 'c']}]}]}""");
        Harness cluster = new Harness()
                .with(host("a"), elsewhere, claim("", "", "ReadWriteOnce"))
                .with(pod("p", "1", "1Gi", USES_CLAIM));
        assertThat(cluster.messages().get("p"))
                .startsWith("0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind.");
        cluster.with(host("b"));
        assertThat(cluster.decide().reasons().getFirst()).contains("p is to run on b");
    }

    @Test
    void theFirstConsumerSaysWhereAVolumeIsMadeAndWaitsForIt() {
        Harness cluster = new Harness()
                .with(host("a"), host("b"), storageClass("example.com/p"), claim("", "", "ReadWriteOnce"))
                .with(pod("p", "1", "1Gi", USES_CLAIM), pod("q", "1", "1Gi", USES_CLAIM));
        List<Command> commands = cluster.decide().commands();
        assertThat(commands).singleElement().isInstanceOf(Command.Update.class);
        Command.Update update = (Command.Update) commands.getFirst();
        String node = update.object()
                .at("/metadata/annotations/volume.kubernetes.io~1selected-node")
                .asString();
        assertThat(node).isIn("a", "b");
        cluster.with(Resource.of(update.key(), 0, update.object()));
        assertThat(cluster.decide().commands()).as("while it is made").isEmpty();
        cluster.with(volume("v", node, ""), claim("v", BOUND, "ReadWriteOnce"));
        assertThat(cluster.schedule()).containsEntry("p", node).containsEntry("q", node);
    }

    @Test
    void aVolumeThatIsThereIsTakenWhereThePodCanRun() {
        Harness cluster = new Harness()
                .with(host("a"), host("b"), storageClass("kubernetes.io/no-provisioner"))
                .with(claim("", "", "ReadWriteOnce"), volume("va", "a", ""), volume("vb", "b", ""))
                .with(pod("p", "1", "1Gi", USES_CLAIM + ", 'nodeSelector': {'kubernetes.io/hostname': 'b'}"));
        Command.Update update = (Command.Update) cluster.decide().commands().getFirst();
        assertThat(update.key().name()).isEqualTo("vb");
        assertThat(update.object().at("/spec/claimRef/uid").asString()).isEqualTo("c-1");
        cluster.without("persistentvolumes/vb");
        assertThat(cluster.messages().get("p"))
                .contains("1 node(s) didn't find available persistent volumes to bind")
                .contains("1 node(s) didn't match Pod's node affinity/selector");
    }

    @Test
    void aClaimOfOnePodIsNoOtherPods() {
        Harness cluster = new Harness()
                .with(host("a"), claim("v", BOUND, "ReadWriteOncePod"), volume("v", "a", ""))
                .with(pod("p", "1", "1Gi", USES_CLAIM), pod("q", "1", "1Gi", USES_CLAIM));
        assertThat(cluster.schedule()).hasSize(1);
        assertThat(cluster.messages().values())
                .allMatch(message -> message.startsWith("0/1 nodes are available: 1 node has pod using"
                        + " PersistentVolumeClaim with the same name and ReadWriteOncePod access mode."));
    }

    @Test
    void podsOfOneControllerAreKeptApart() {
        Harness cluster = new Harness().with(node("a", "4", "8Gi"), node("b", "4", "8Gi"), node("c", "4", "8Gi"));
        for (int i = 0; i < 6; i++) {
            cluster.with(ownedBy("web", pod("web-" + i, "100m", "64Mi")));
        }
        assertThat(cluster.schedule().values()).containsExactlyInAnyOrder("a", "a", "b", "b", "c", "c");
    }

    @Test
    void higherPriorityGoesFirstThenAge() {
        Harness cluster = new Harness()
                .with(
                        node("n", "1", "8Gi"),
                        created("old", "2026-01-01T00:00:00Z", ""),
                        created("new", "2026-01-02T00:00:00Z", ""),
                        created("important", "2026-01-03T00:00:00Z", "'priority': 10"));
        assertThat(cluster.schedule()).containsOnlyKeys("important", "old");
    }

    @Test
    void whatFitsNowhereIsToldWhyAndOnlyOnce() {
        Harness cluster = new Harness()
                .with(
                        node("a", "1", "8Gi"),
                        node("b", "4", "8Gi", "", "'taints': [{'key': 'k', 'value': 'v', 'effect': 'NoSchedule'}]"),
                        node("c", "4", "8Gi", "", "'unschedulable': true"),
                        pod("p", "2", "1Gi"));

        assertThat(cluster.messages())
                .isEqualTo(Map.of(
                        "p",
                        "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {k: v}, "
                                + "1 node(s) were unschedulable. preemption: 0/3 nodes are available: "
                                + "1 No preemption victims found for incoming pod, "
                                + "2 Preemption is not helpful for scheduling."));
        cluster.schedule();
        assertThat(cluster.decide().commands()).isEmpty();
        assertThat(cluster.decide().reasons()).containsExactly("1 pods fit nowhere");
        assertThat(cluster.with(node("d", "4", "8Gi")).schedule()).isEqualTo(Map.of("p", "d"));
    }

    @Test
    void whatThePluginsSaidIsOnTheDecision() {
        ObjectNode details = new Harness()
                .with(
                        node("full", "1", "8Gi"),
                        node("closed", "4", "8Gi", "", "'unschedulable': true"),
                        node("small", "4", "8Gi"),
                        node("large", "8", "32Gi"),
                        pod("p", "2", "1Gi"),
                        pod("q", "20", "1Gi"))
                .decide()
                .details();

        assertThat(details).isNotNull();
        assertThat(details.path("plugins").valueStream().map(plugin -> plugin.asString()))
                .containsExactly(
                        "TaintToleration",
                        "NodeAffinity",
                        "OwnerSpread",
                        "LeastAllocated",
                        "BalancedAllocation",
                        "ImageLocality");
        var placed = details.path("pods").path(0);
        assertThat(placed.path("pod").asString()).isEqualTo("default/p");
        assertThat(placed.path("node").asString()).isEqualTo("large");
        assertThat(placed.path("looked").asInt()).isEqualTo(4);
        assertThat(placed.path("possible").asInt()).isEqualTo(2);
        assertThat(placed.path("filtered").toString())
                .isEqualTo("[{\"plugin\":\"NodeResourcesFit\",\"reason\":\"Insufficient cpu\",\"nodes\":1},"
                        + "{\"plugin\":\"NodeUnschedulable\",\"reason\":\"node(s) were unschedulable\",\"nodes\":1}]");
        assertThat(placed.path("best")
                        .valueStream()
                        .map(node -> node.path("node").asString()))
                .containsExactly("large", "small");
        assertThat(placed.path("best"))
                .allSatisfy(node -> assertThat(node.path("scores")
                                .valueStream()
                                .mapToLong(score -> score.asLong())
                                .sum())
                        .isEqualTo(node.path("total").asLong()));
        var nowhere = details.path("pods").path(1);
        assertThat(nowhere.has("node")).isFalse();
        assertThat(nowhere.path("possible").asInt()).isZero();
        assertThat(nowhere.path("filtered").path(0).path("nodes").asInt()).isEqualTo(3);
    }

    @Test
    void thatIsAsSmallForFiveThousandNodesAsForTen() {
        Harness cluster = new Harness();
        for (int i = 0; i < 5000; i++) {
            cluster.with(node("node-" + i, i % 3 == 0 ? "1" : "4", "8Gi"));
        }
        ObjectNode details = cluster.with(pod("p", "2", "1Gi")).decide().details();

        assertThat(details).isNotNull();
        assertThat(details.path("pods").toString()).hasSizeLessThan(600);
    }

    @Test
    void withoutNodesPodsAreToldSo() {
        assertThat(new Harness().with(pod("p", "1", "1Gi")).messages())
                .isEqualTo(Map.of("p", "no nodes available to schedule pods"));
    }

    @Test
    void endedPodsLeaveRoom() {
        Resource done = on("n", pod("done", "1", "1Gi"));
        ObjectNode json = done.copy();
        json.putObject("status").put("phase", "Succeeded");
        Harness cluster = new Harness().with(node("n", "1", "8Gi"), done, pod("p", "1", "1Gi"));
        assertThat(cluster.schedule()).isEmpty();
        assertThat(cluster.with(Resource.of(done.key(), 0, json)).schedule()).isEqualTo(Map.of("p", "n"));
    }

    @Test
    void looksOnlyAtPodsThatAreItsOwnAndWait() {
        Harness cluster = new Harness()
                .with(
                        node("n", "4", "8Gi"),
                        pod("other", "1", "1Gi", "'schedulerName': 'other'"),
                        pod("gated", "1", "1Gi", "'schedulingGates': [{'name': 'g'}]"),
                        Objects.resource(
                                "pods/default/going",
                                1,
                                "{'metadata': {'deletionTimestamp': '2026-01-01T00:00:00Z'}, 'spec': {}}"),
                        pod("mine", "1", "1Gi", "'schedulerName': 'default-scheduler'"));
        assertThat(cluster.schedule()).isEqualTo(Map.of("mine", "n"));
    }

    @Test
    void oneDecisionIsBoundedAndTheNextFollows() {
        Harness cluster = new Harness();
        for (int i = 0; i < 10; i++) {
            cluster.with(node("n" + i, "100", "1000Gi"));
        }
        for (int i = 0; i < 700; i++) {
            cluster.with(pod("p" + i, "100m", "64Mi"));
        }
        assertThat(cluster.decide().wakeAt()).isEqualTo(Harness.NOW);
        assertThat(cluster.schedule()).hasSize(500);
        assertThat(cluster.schedule()).hasSize(200);
        assertThat(cluster.decide()).isEqualTo(Decision.NOTHING);
    }

    @Test
    void isAffectedByWhatCanMakeADifference() {
        Harness cluster = new Harness();
        assertThat(affects(cluster, Type.ADDED, pod("p", "1", "1Gi"))).isTrue();
        assertThat(affects(cluster, Type.MODIFIED, on("n", pod("p", "1", "1Gi"))))
                .isFalse();
        assertThat(affects(cluster, Type.DELETED, on("n", pod("p", "1", "1Gi"))))
                .isTrue();
        assertThat(affects(cluster, Type.MODIFIED, node("n", "1", "1Gi"))).isTrue();
        assertThat(affects(cluster, Type.ADDED, pod("p", "1", "1Gi", "'schedulerName': 'other'")))
                .isFalse();
    }

    private static boolean affects(Harness cluster, Type type, Resource resource) {
        return !cluster.scheduler
                .affectedBy(new ResourceEvent(type, resource, new Provenance("", "", "", Harness.NOW)), cluster.view)
                .isEmpty();
    }

    @Property(tries = 60)
    void noNodeIsEverOverbookedAndTheSnapshotIsTheSameFromNothing(@ForAll Random random) {
        Harness cluster = new Harness();
        for (int i = 0; i < 5; i++) {
            cluster.with(node("n" + i, Integer.toString(1 + random.nextInt(4)), "4Gi"));
        }
        for (int step = 0; step < 40; step++) {
            int name = random.nextInt(30);
            if (cluster.view.get(ResourceKey.parse("pods/default/p" + name)).isPresent()) {
                cluster.without("pods/default/p" + name);
            } else {
                cluster.with(pod("p" + name, (1 + random.nextInt(20)) * 100 + "m", "256Mi"));
            }
            Decision fromNothing =
                    new SchedulerReconciler().reconcile(cluster.scheduler.key(), cluster.view, Harness.NOW);
            assertThat(cluster.decide()).isEqualTo(fromNothing);
            cluster.schedule();
            for (NodeInfo node : SchedulingSnapshot.EMPTY.next(cluster.view).nodes()) {
                assertThat(node.requested().fitsInto(node.allocatable()))
                        .as(node.name())
                        .isTrue();
            }
            assertThat(cluster.decide().commands()).isEmpty();
        }
    }

    private static Resource created(String name, String time, String spec) {
        Resource pod = pod(name, "500m", "1Gi", spec);
        ObjectNode json = pod.copy();
        ((ObjectNode) json.get("metadata")).put("creationTimestamp", time);
        return Resource.of(pod.key(), 0, json);
    }
}
