package dev.gyre.actors.scheduler;

import static dev.gyre.actors.scheduler.Harness.node;
import static dev.gyre.actors.scheduler.Harness.on;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Objects;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PreemptionTest {

    private static Resource pod(String name, String cpu, int priority) {
        return Harness.pod(name, cpu, "64Mi", "'priority': " + priority);
    }

    private static Resource running(String node, String name, String cpu, int priority) {
        return on(node, pod(name, cpu, priority));
    }

    /** Decides and carries out what concerns preemption; says who was told to go. */
    private static TreeSet<String> preempt(Harness cluster) {
        TreeSet<String> going = new TreeSet<>();
        for (Command command : cluster.decide().commands()) {
            switch (command) {
                case Command.Patch patch -> {
                    ObjectNode json =
                            cluster.view.get(patch.key()).orElseThrow().copy();
                    json.setAll((ObjectNode) patch.patch().deepCopy());
                    cluster.with(Resource.of(patch.key(), 0, json));
                }
                case Command.Delete delete -> {
                    going.add(delete.key().name());
                    ObjectNode json =
                            cluster.view.get(delete.key()).orElseThrow().copy();
                    ((ObjectNode) json.get("metadata")).put("deletionTimestamp", "2026-11-23T10:00:30Z");
                    cluster.with(Resource.of(delete.key(), 0, json));
                }
                default -> {}
            }
        }
        return going;
    }

    private static String nominated(Harness cluster, String pod) {
        return cluster.view
                .get(ResourceKey.parse("pods/default/" + pod))
                .orElseThrow()
                .json()
                .path("status")
                .path("nominatedNodeName")
                .asString("");
    }

    private static int priority(Harness cluster, String pod) {
        return PodInfo.of(cluster.view
                        .get(ResourceKey.parse("pods/default/" + pod))
                        .orElseThrow())
                .priority();
    }

    @Test
    void aPlaceIsSetAsideBeforeAnyoneGoesAndTheOneThatGoesIsToldWhy() {
        Harness cluster = new Harness().with(node("n", "3", "8Gi"), running("n", "low", "2", 1), pod("high", "2", 10));
        List<Command> commands = cluster.decide().commands();

        assertThat(cluster.decide().chainStarts()).containsExactly(0);
        assertThat(commands).hasSize(5);
        assertThat(((Command.Patch) commands.get(0))
                        .patch()
                        .at("/status/nominatedNodeName")
                        .asString())
                .isEqualTo("n");
        assertThat(((Command.Create) commands.get(1)).object().path("message").asString())
                .isEqualTo("0/1 nodes are available: 1 Insufficient cpu.");
        assertThat(((Command.Update) commands.get(2))
                        .object()
                        .at("/status/conditions/0/reason")
                        .asString())
                .isEqualTo("PreemptionByScheduler");
        assertThat(commands.get(3))
                .isEqualTo(new Command.Delete(
                        ResourceKey.parse("pods/default/low"),
                        "uid-low",
                        null,
                        Command.Propagation.BACKGROUND,
                        null,
                        List.of()));
        assertThat(((Command.Create) commands.get(4)).object().path("message").asString())
                .isEqualTo("Preempted by pod uid-high on node n");
    }

    @Test
    void theRoomGoesToWhomItWasMadeForAndNobodyGoesTwice() {
        Harness cluster = new Harness()
                .with(node("n", "10", "8Gi"), running("n", "a", "2", 1), running("n", "b", "3", 2))
                .with(running("n", "c", "4500m", 3), pod("high", "5", 4));
        assertThat(preempt(cluster)).containsExactly("a", "b");
        assertThat(nominated(cluster, "high")).isEqualTo("n");

        cluster.without("pods/default/a").with(pod("a-again", "2", 1));
        assertThat(preempt(cluster)).isEmpty();
        assertThat(cluster.schedule()).isEmpty();

        cluster.without("pods/default/b").with(pod("b-again", "3", 2));
        assertThat(cluster.schedule()).isEqualTo(Map.of("high", "n"));
        assertThat(preempt(cluster)).isEmpty();
    }

    @Test
    void nobodyGoesForAnEqualNorForOneThatDoesNotWantIt() {
        Harness cluster = new Harness().with(node("n", "3", "8Gi"), running("n", "low", "2", 1), pod("equal", "2", 1));
        assertThat(preempt(cluster)).isEmpty();
        cluster.with(Harness.pod("modest", "2", "64Mi", "'priority': 10, 'preemptionPolicy': 'Never'"));
        assertThat(preempt(cluster)).isEmpty();
        assertThat(nominated(cluster, "modest")).isEmpty();
    }

    @Test
    void nobodyGoesWhereThatDoesNotHelp() {
        Harness cluster = new Harness()
                .with(node("n", "3", "8Gi"), running("n", "low", "1", 1), pod("huge", "4", 10))
                .with(node("closed", "8", "8Gi", "", "'unschedulable': true"), running("closed", "other", "1", 1));
        assertThat(preempt(cluster)).isEmpty();
    }

    @Test
    void theLeastImportantGo() {
        Harness cluster = new Harness()
                .with(node("a", "3", "8Gi"), node("b", "3", "8Gi"), node("c", "3", "8Gi"))
                .with(running("a", "medium", "2", 5), running("b", "low", "2", 1), running("c", "lower", "1", 1))
                .with(running("c", "lower-too", "1", 1), pod("high", "3", 10));
        assertThat(preempt(cluster)).containsExactly("low");
        assertThat(nominated(cluster, "high")).isEqualTo("b");
    }

    @Test
    void aDisruptionBudgetIsBrokenOnlyWhereNothingElseHelps() {
        Resource guarded = running("a", "guarded", "2", 1);
        ObjectNode json = guarded.copy();
        ((ObjectNode) json.get("metadata")).putObject("labels").put("app", "db");
        Harness cluster = new Harness()
                .with(node("a", "3", "8Gi"), Resource.of(guarded.key(), 0, json))
                .with(Objects.resource("poddisruptionbudgets.policy/default/db", 1, """
                        {'metadata': {}, 'spec': {'selector': {'matchLabels': {'app': 'db'}}},
                         'status': {'disruptionsAllowed': 0}}"""))
                .with(node("b", "3", "8Gi"), running("b", "medium", "2", 5), pod("high", "2", 10));
        assertThat(preempt(cluster)).containsExactly("medium");
        cluster.without("pods/default/medium").without("nodes/b");
        assertThat(preempt(cluster)).containsExactly("guarded");
    }

    @Test
    void aPlaceThatIsOfNoUseAnyMoreIsGivenBack() {
        Harness cluster = new Harness().with(node("n", "3", "8Gi"), running("n", "low", "2", 1), pod("high", "2", 10));
        assertThat(preempt(cluster)).containsExactly("low");
        cluster.without("pods/default/low").with(running("n", "higher", "2", 20));
        preempt(cluster);
        assertThat(nominated(cluster, "high")).isEmpty();
        assertThat(cluster.decide().commands()).isEmpty();
    }

    @Property(tries = 60)
    void onlyLessImportantPodsGoAndWhenTheyHaveGoneThePlaceIsEnough(@ForAll Random random) {
        Harness cluster = new Harness();
        for (int n = 0; n < 3; n++) {
            cluster.with(node("n" + n, "4", "8Gi"));
            for (int i = 0; i < 4; i++) {
                String name = "r" + n + i;
                cluster.with(running("n" + n, name, (100 + random.nextInt(900)) + "m", random.nextInt(5)));
            }
        }
        int priority = random.nextInt(6);
        cluster.with(pod("p", (1 + random.nextInt(4)) + "", priority));

        TreeSet<String> going = preempt(cluster);
        going.forEach(name -> assertThat(priority(cluster, name)).isLessThan(priority));
        String node = nominated(cluster, "p");
        assertThat(node.isEmpty()).isEqualTo(going.isEmpty());
        assertThat(preempt(cluster)).isEmpty();
        going.forEach(name -> cluster.without("pods/default/" + name));
        if (!node.isEmpty()) {
            assertThat(cluster.schedule()).isEqualTo(Map.of("p", node));
        }
    }
}
