package dev.gyre.actors.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Decision;
import dev.gyre.actors.Objects;
import dev.gyre.actors.scheduler.Harness;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.events.AutoscalingSignals;
import dev.gyre.events.Topics;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.AutoscalingSignal;
import dev.gyre.schemas.record.AutoscalingSignal.IdleNode;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What is said when, and that the log remembers it. The content of signals is in golden scenarios. */
class AutoscalingReconcilerTest {

    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final Resource NODE = Harness.node("n", "4", "8Gi");

    private final AutoscalingReconciler reconciler = new AutoscalingReconciler();
    private final InMemoryEventLog log = new InMemoryEventLog();
    private final AutoscalingSignals signals = new AutoscalingSignals(log, "c");
    private final SignalPublication publication = new SignalPublication(signals);

    @BeforeEach
    void topics() {
        log.ensureTopics(Topics.STANDARD.specs()).toCompletableFuture().join();
    }

    /** One round, as the shell makes it. */
    private Decision round(PersistentClusterView view, Instant now) {
        Map<String, String> answers = publication
                .measure(reconciler.questions(AutoscalingReconciler.KEY, view))
                .toCompletableFuture()
                .join();
        Decision decision = reconciler.reconcile(AutoscalingReconciler.KEY, view.measuring(answers), now);
        if (!decision.reasons().isEmpty()) {
            publication
                    .publishing(record -> CompletableFuture.completedStage(null))
                    .append(new DecisionRecord(
                            "d-" + now,
                            reconciler.name(),
                            "",
                            AutoscalingReconciler.KEY.toString(),
                            view.revision(),
                            now,
                            decision.inputs(),
                            decision.reasons(),
                            decision.commands(),
                            decision.details()))
                    .toCompletableFuture()
                    .join();
        }
        return decision;
    }

    private AutoscalingSignal latest() {
        return signals.latest().toCompletableFuture().join().orElseThrow();
    }

    @Test
    void sinceWhenANodeIsIdleIsRememberedByTheLogAlone() {
        round(PersistentClusterView.of(1, NODE), NOW);
        AutoscalingSignals another = new AutoscalingSignals(log, "c");
        assertThat(another.latest().toCompletableFuture().join()).contains(latest());

        Instant later = NOW.plusSeconds(600);
        round(PersistentClusterView.of(2, NODE, Harness.node("m", "4", "8Gi")), later);
        assertThat(latest().idle()).extracting(IdleNode::name).containsExactly("n", "m");
        assertThat(latest().idle()).extracting(IdleNode::since).containsExactly(NOW, later);
        // The other one had read an older record, and reads again.
        assertThat(another.latest().toCompletableFuture().join()).contains(latest());
    }

    @Test
    void whatIsPublishedIsSaidOnceAndNotTooOften() {
        PersistentClusterView empty = PersistentClusterView.of(1, NODE);
        PersistentClusterView busy = PersistentClusterView.of(2, NODE, Harness.on("n", Harness.pod("p", "1", "1Gi")));
        assertThat(round(empty, NOW).reasons()).isNotEmpty();
        assertThat(round(busy, NOW.plusSeconds(1))).isEqualTo(Decision.NOTHING.wakingAt(NOW.plusSeconds(5)));
        assertThat(round(busy, NOW.plusSeconds(5)).reasons()).isNotEmpty();
        assertThat(round(busy, NOW.plusSeconds(50))).isEqualTo(Decision.NOTHING);
        assertThat(round(empty, NOW.plusSeconds(60)).reasons()).isNotEmpty();
        assertThat(latest().idle()).extracting(IdleNode::since).containsExactly(NOW.plusSeconds(60));
    }

    @Test
    void nothingIsSaidWhileTheLogDoesNotAnswer() {
        assertThat(reconciler.reconcile(AutoscalingReconciler.KEY, PersistentClusterView.of(1, NODE), NOW))
                .isEqualTo(Decision.NOTHING.wakingAt(NOW.plusSeconds(5)));
    }

    @Test
    void onlyAPodThatMayChangeTheSignalIsLookedAt() {
        Resource first = Harness.on("n", Harness.pod("first", "1", "1Gi"));
        Resource second = Harness.on("n", Harness.pod("second", "1", "1Gi"));
        Resource waiting = Harness.pod("waiting", "1", "1Gi");
        Resource told = told(waiting);
        Resource placed = Harness.on("n", waiting);

        assertThat(affected(null, waiting, NODE, waiting)).isFalse();
        assertThat(affected(waiting, told, NODE, told)).isTrue();
        assertThat(affected(null, first, NODE, first)).isTrue();
        assertThat(affected(null, second, NODE, first, second)).isFalse();
        assertThat(affected(waiting, placed, NODE, first, second, placed)).isFalse();
        assertThat(affected(told, placed, NODE, first, second, placed)).isTrue();
    }

    private boolean affected(Resource was, Resource is, Resource... cluster) {
        ResourceEvent event = new ResourceEvent(ResourceEvent.Type.MODIFIED, is, new Provenance("", "", "", NOW));
        Set<?> keys = reconciler.affectedBy(was, event, PersistentClusterView.of(5, cluster));
        return keys.equals(Set.of(AutoscalingReconciler.KEY));
    }

    private static Resource told(Resource pod) {
        ObjectNode json = pod.copy();
        json.set(
                "status",
                Objects.json(
                        "{'conditions': [{'type': 'PodScheduled', 'status': 'False', 'reason': 'Unschedulable'}]}"));
        return Resource.of(pod.key(), 2, json);
    }

    @Test
    void aSignalStaysSmall() {
        List<Resource> objects = new java.util.ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            objects.add(Harness.node("n" + i, "4", "8Gi"));
            objects.add(told(Harness.pod("p" + i, i + "m", "1Gi")));
        }
        round(PersistentClusterView.of(1, objects.toArray(Resource[]::new)), NOW);
        AutoscalingSignal signal = latest();
        assertThat(signal.unschedulable()).hasSize(UnschedulablePods.MOST_DEMANDS);
        assertThat(signal.idle()).hasSize(IdleNodes.MOST_NODES);
        assertThat(List.of(signal.unschedulablePods(), signal.idleNodes(), signal.nodes()))
                .containsExactly(2_000L, 2_000L, 2_000L);
    }
}
