package dev.gyre.actors.shell;

import static dev.gyre.actors.Objects.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.Refusal;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each rule of the shell on its own: one key, decisions given by the test. */
class ReconcileRulesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ResourceKey KEY = ResourceKey.parse("configmaps/default/a");
    private static final Guard EPOCH_5 = new Guard.Epoch("group-0", 5);

    private final Deque<Decision> script = new ArrayDeque<>();
    private final List<Long> decidedAt = new ArrayList<>();
    private final List<ResourceKey> keys = new ArrayList<>();
    private final List<String> affectedByLabels = new ArrayList<>();
    private final List<List<Refusal>> told = new ArrayList<>();
    private final ReconcileRules rules = new ReconcileRules(
            new Scripted(),
            key -> 0,
            "group",
            "build",
            new Limits(64, 2, 10, 3, Duration.ofMillis(20), Duration.ofMillis(50)),
            new Heard());
    private final List<String> heard = new ArrayList<>();
    private Instant now = START;

    private Set<String> questions = Set.of();
    private final List<Map<String, String>> answers = new ArrayList<>();

    private final class Scripted implements Reconciler {
        @Override
        public Set<String> questions(ResourceKey key, ClusterView view) {
            return questions;
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
            String label = event.resource().labels().get("looksAfter");
            if (label != null) {
                affectedByLabels.add(label);
            }
            return Set.of(event.key());
        }

        @Override
        public Decision reconcileAfter(List<Refusal> refusals, ResourceKey key, ClusterView view, Instant now) {
            told.add(refusals);
            return reconcile(key, view, now);
        }

        @Override
        public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
            decidedAt.add(view.revision());
            keys.add(key);
            answers.add(view.measurements());
            return script.isEmpty() ? Decision.NOTHING : script.removeFirst();
        }
    }

    private final class Heard implements QueueListener {
        @Override
        public void added() {
            heard.add("added");
        }

        @Override
        public void taken(Duration waited) {
            heard.add("taken " + waited.toMillis());
        }

        @Override
        public void done(Duration took) {
            heard.add("done " + took.toMillis());
        }

        @Override
        public void retried() {
            heard.add("retried");
        }
    }

    @Test
    void itIsToldWhenKeysComeAndGo() {
        script.add(Decision.of(List.of(command("b")), "because"));
        own(10);
        now = now.plusMillis(7);
        recorded(10);
        answer(10, 0, refused(403, 0));
        assertThat(heard).containsExactly("added", "taken 0", "done 7", "retried");
        heard.clear();
        pass(Duration.ofMillis(25));
        assertThat(heard).containsExactly("taken 5", "done 0");
    }

    @Test
    void nothingIsDecidedBeforeTheRevisionReadAfterTheTakeover() {
        view(9);
        on(new Input.PartitionsGained(Map.of(0, 5L), 10));
        assertThat(decidedAt).isEmpty();
        view(10);
        assertThat(decidedAt).containsExactly(10L);
    }

    @Test
    void aDecisionIsRecordedBeforeItsFirstCommandWhichIsFenced() {
        script.add(Decision.of(List.of(command("b")), "because"));
        List<Effect> effects = own(10);

        assertThat(effects).hasOnlyElementsOfTypes(Effect.RecordDecision.class);
        Effect.RecordDecision record = (Effect.RecordDecision) effects.getFirst();
        assertThat(record.decision().id()).isEqualTo("scripted/configmaps/default/a/10/1");
        assertThat(record.decision().commands()).containsExactly(command("b"));
        assertThat(recorded(10))
                .containsExactly(new Effect.Execute(KEY, id(10), 0, command("b").guarded(List.of(EPOCH_5))));
    }

    @Test
    void whatIsAskedIsMeasuredBeforeEachDecision() {
        questions = Set.of("how much");
        script.add(Decision.waitUntil(START.plusSeconds(15), "looked"));
        assertThat(own(10)).containsExactly(new Effect.Measure(KEY, 1, questions));
        assertThat(decidedAt).isEmpty();
        assertThat(rules.counts().keysInFlight()).isOne();

        on(new Input.Measured(KEY, 7, Map.of("how much", "somebody else's")));
        assertThat(decidedAt).isEmpty();

        on(new Input.Measured(KEY, 1, Map.of("how much", "5")));
        assertThat(answers).containsExactly(Map.of("how much", "5"));
        recorded(10);

        now = START.plusSeconds(15);
        assertThat(on(new Input.Tick())).contains(new Effect.Measure(KEY, 2, questions));
    }

    @Test
    void answersForALostPartitionDecideNothing() {
        questions = Set.of("how much");
        own(10);
        on(new Input.PartitionsLost(Set.of(0)));
        on(new Input.Measured(KEY, 1, Map.of("how much", "5")));
        assertThat(decidedAt).isEmpty();
        assertThat(rules.counts().keysInFlight()).isZero();
    }

    @Test
    void theNextDecisionWaitsForTheRevisionsOfAllItsWrites() {
        script.add(Decision.independent(List.of(command("b"), command("c"))));
        own(10);
        recorded(10);
        answer(10, 0, committed(12));
        answer(10, 1, committed(14));
        view(11);
        view(13);
        assertThat(decidedAt).containsExactly(10L);
        view(14);
        assertThat(decidedAt).containsExactly(10L, 14L);
    }

    @Test
    void commandsOfAChainAreSentOneAfterTheOther() {
        script.add(Decision.of(List.of(command("b"), command("c"))));
        own(10);
        assertThat(executes(recorded(10))).containsExactly(0);
        assertThat(executes(answer(10, 0, committed(12)))).containsExactly(1);
    }

    @Test
    void aRefusalEndsItsChainAndWaitsForTheRevisionItNames() {
        script.add(Decision.chains(List.of(List.of(command("b"), command("c")), List.of(command("d")))));
        own(10);
        assertThat(executes(recorded(10))).containsExactly(0, 2);
        assertThat(executes(answer(10, 0, refused(409, 15)))).isEmpty();
        answer(10, 2, committed(12));
        pass(Duration.ofSeconds(1));
        view(14);
        assertThat(decidedAt).containsExactly(10L);
        view(15);
        assertThat(decidedAt).containsExactly(10L, 15L);
    }

    @Test
    void whatWasRefusedIsAnInputOfTheNextDecisionAndOfNoLaterOne() {
        script.add(Decision.independent(List.of(command("b"), command("c"))));
        script.add(Decision.of(List.of(command("d")), "once more"));
        own(10);
        recorded(10);
        answer(10, 0, committed(12));
        answer(10, 1, refused(403, 0));
        view(12);
        Effect.RecordDecision next =
                (Effect.RecordDecision) pass(Duration.ofSeconds(1)).getFirst();
        Refusal refusal = Refusal.of(command("c"), new Status(403, "Refused", "refused", null));
        assertThat(told).containsExactly(List.of(refusal));
        assertThat(next.decision().inputs()).containsOnlyKeys("refusal.0");
        assertThat(Refusal.ofInput(next.decision().inputs().getOrDefault("refusal.0", "")))
                .isEqualTo(refusal);
        recorded(12);
        answer(12, 0, committed(13));
        view(13);
        assertThat(decidedAt).containsExactly(10L, 12L, 13L);
        assertThat(told).hasSize(1);
    }

    @Test
    void aRefusalIsNotForgottenWithADecisionThatCouldNotBeRecorded() {
        script.add(Decision.of(List.of(command("b"))));
        script.add(Decision.of(List.of(command("c"))));
        own(10);
        recorded(10);
        answer(10, 0, refused(403, 0));
        pass(Duration.ofSeconds(1));
        on(new Input.DecisionNotRecorded(KEY, "scripted/" + KEY + "/10/2", "full"));
        pass(Duration.ofSeconds(1));
        assertThat(told).hasSize(2);
        assertThat(told.getLast()).isEqualTo(told.getFirst()).hasSize(1);
    }

    @Test
    void whoeverSelectedAnObjectByLabelsThatItHasNoMoreIsAsked() {
        own(10);
        relabelled(11, "{'metadata':{'labels':{'looksAfter':'x'}}}");
        relabelled(12, "{'metadata':{'labels':{'looksAfter':'y'}}}");
        assertThat(affectedByLabels).contains("x", "y");
        affectedByLabels.clear();
        relabelled(13, "{'metadata':{'labels':{'looksAfter':'y'}}, 'data': {'a': 'b'}}");
        assertThat(affectedByLabels).containsExactly("y");
        relabelled(14, "{}");
        assertThat(affectedByLabels).containsExactly("y", "y");
    }

    @Test
    void objectsOfATakeoverAreLookedAtSomeAtATimeTheLastChangesFirst() {
        Resource old = resource("configmaps/default/a-old", 1, "{}");
        Resource[] objects = {
            old,
            resource("configmaps/default/b", 20_001, "{}"),
            resource("configmaps/default/c", 20_002, "{}"),
            resource("configmaps/default/d", 20_003, "{}")
        };
        on(new Input.ViewAdvanced(PersistentClusterView.of(20_005, objects), List.of()));
        List<Effect> first = on(new Input.PartitionsGained(Map.of(0, 5L), 20_005));
        assertThat(keys).extracting(ResourceKey::name).containsExactly("d", "c", "b");
        assertThat(first).containsExactly(new Effect.WakeAt(now));
        assertThat(rules.counts().isCaughtUp()).isFalse();

        on(new Input.Tick());
        assertThat(keys).extracting(ResourceKey::name).containsExactly("d", "c", "b", "a-old");
        assertThat(rules.counts().isCaughtUp()).isTrue();
    }

    @Test
    void whatIsLostMeanwhileIsNotLookedAtAnyMore() {
        Resource[] objects = {
            resource("configmaps/default/a", 1, "{}"),
            resource("configmaps/default/b", 2, "{}"),
            resource("configmaps/default/c", 3, "{}"),
            resource("configmaps/default/d", 4, "{}")
        };
        on(new Input.ViewAdvanced(PersistentClusterView.of(5, objects), List.of()));
        on(new Input.PartitionsGained(Map.of(0, 5L), 5));
        on(new Input.PartitionsLost(Set.of(0)));
        on(new Input.Tick());
        assertThat(keys).extracting(ResourceKey::name).containsExactly("d", "c", "b");

        on(new Input.PartitionsGained(Map.of(0, 7L), 5));
        on(new Input.Tick());
        assertThat(keys).extracting(ResourceKey::name).containsExactly("d", "c", "b", "d", "c", "b", "a");
    }

    private void relabelled(long revision, String json) {
        Resource object = resource(KEY.toString(), revision, json);
        ResourceEvent event = new ResourceEvent(
                ResourceEvent.Type.MODIFIED, object, new dev.gyre.schemas.Provenance("", "", "", START));
        on(new Input.ViewAdvanced(PersistentClusterView.of(revision, object), List.of(event)));
    }

    @Test
    void unansweredCommandsAreBounded() {
        script.add(Decision.independent(List.of(command("b"), command("c"), command("d"))));
        own(10);
        assertThat(executes(recorded(10))).containsExactly(0, 1);
        assertThat(executes(answer(10, 0, committed(12)))).containsExactly(2);
    }

    @Test
    void refusedRoundsBackOffLongerEachTimeUpToABound() {
        List<Long> waits = new ArrayList<>();
        own(10);
        for (long revision = 11; revision < 15; revision++) {
            script.add(Decision.of(List.of(command("b"))));
            view(revision);
            recorded(revision);
            List<Effect> effects = answer(revision, 0, refused(403, 0));
            Instant wake = effects.stream()
                    .filter(Effect.WakeAt.class::isInstance)
                    .map(e -> ((Effect.WakeAt) e).at())
                    .findFirst()
                    .orElseThrow();
            waits.add(Duration.between(now, wake).toMillis());
            now = wake.minusMillis(1);
            assertThat(on(new Input.Tick())).doesNotHaveAnyElementsOfTypes(Effect.RecordDecision.class);
            now = wake;
        }
        assertThat(waits).containsExactly(20L, 40L, 50L, 50L);
    }

    @Test
    void anUnknownOutcomeRaisesTheEpochAndWaitsForTheRevisionReadThen() {
        script.add(Decision.of(List.of(command("b"))));
        own(10);
        recorded(10);
        assertThat(answer(10, 0, new Outcome.Unknown("time-out"))).contains(new Effect.Refence(0, 5));
        pass(Duration.ofSeconds(1));
        view(30);
        assertThat(decidedAt).containsExactly(10L);

        on(new Input.PartitionsGained(Map.of(0, 6L), 31));
        assertThat(decidedAt).containsExactly(10L);
        script.add(Decision.of(List.of(command("b"))));
        view(31);
        assertThat(decidedAt).containsExactly(10L, 31L);
        assertThat(((Effect.Execute) recorded(31).getFirst()).command().guards())
                .containsExactly(new Guard.Epoch("group-0", 6));
    }

    @Test
    void anEpochThatIsOverDropsThePartition() {
        script.add(Decision.of(List.of(command("b"))));
        own(10);
        recorded(10);
        Outcome over = new Outcome.Refused(Status.guardFailed(KEY, EPOCH_5), 12);
        assertThat(answer(10, 0, over)).contains(new Effect.Fenced(0, 5));
        view(20);
        assertThat(decidedAt).containsExactly(10L);
    }

    @Test
    void answersToALostPartitionAreIgnored() {
        script.add(Decision.of(List.of(command("b"))));
        own(10);
        on(new Input.PartitionsLost(Set.of(0)));
        assertThat(recorded(10)).isEmpty();
        on(new Input.PartitionsGained(Map.of(0, 7L), 12));
        view(12);
        assertThat(decidedAt).containsExactly(10L, 12L);
    }

    @Test
    void aDecisionThatCouldNotBeRecordedIsMadeAgainUnderAnotherName() {
        script.add(Decision.of(List.of(command("b"))));
        script.add(Decision.of(List.of(command("b"))));
        own(10);
        assertThat(executes(on(new Input.DecisionNotRecorded(KEY, id(10), "full"))))
                .isEmpty();
        now = now.plusMillis(20);
        Effect.RecordDecision again =
                (Effect.RecordDecision) on(new Input.Tick()).getFirst();
        assertThat(again.decision().id()).isEqualTo("scripted/configmaps/default/a/10/2");
    }

    @Test
    void runsThatSayNothingNewAreCountedAndNotRecorded() {
        own(10);
        script.add(Decision.waitUntil(START.plusSeconds(60), "not yet"));
        assertThat(view(11)).hasAtLeastOneElementOfType(Effect.RecordDecision.class);
        recorded(11);
        script.add(Decision.waitUntil(START.plusSeconds(60), "not yet"));
        assertThat(view(12)).doesNotHaveAnyElementsOfTypes(Effect.RecordDecision.class);
        assertThat(rules.counts().quietRuns()).isEqualTo(2);
        assertThat(rules.counts().decisions()).isEqualTo(1);
    }

    @Test
    void aKeyIsLookedAtWhenItsTimeComes() {
        script.add(Decision.waitUntil(START.plusSeconds(60), "not yet"));
        own(10);
        assertThat(recorded(10)).containsExactly(new Effect.WakeAt(START.plusSeconds(60)));
        pass(Duration.ofSeconds(59));
        assertThat(decidedAt).hasSize(1);
        pass(Duration.ofSeconds(1));
        assertThat(decidedAt).hasSize(2);
    }

    @Test
    void changesDuringARoundLeadToOneMore() {
        script.add(Decision.of(List.of(command("b"))));
        own(10);
        view(11);
        view(12);
        assertThat(decidedAt).containsExactly(10L);
        recorded(10);
        answer(10, 0, committed(12));
        assertThat(decidedAt).containsExactly(10L, 12L);
    }

    /** The partition is owned under epoch 5 and the view is at this revision, with the key in it. */
    private List<Effect> own(long revision) {
        view(revision);
        return on(new Input.PartitionsGained(Map.of(0, 5L), revision));
    }

    private List<Effect> view(long revision) {
        Resource object = resource(KEY.toString(), revision, "{}");
        ResourceEvent event = new ResourceEvent(
                ResourceEvent.Type.MODIFIED, object, new dev.gyre.schemas.Provenance("", "", "", START));
        return on(new Input.ViewAdvanced(PersistentClusterView.of(revision, object), List.of(event)));
    }

    private List<Effect> recorded(long revision) {
        return on(new Input.DecisionRecorded(KEY, id(revision)));
    }

    private List<Effect> answer(long revision, int index, Outcome outcome) {
        return on(new Input.CommandAnswered(KEY, id(revision), index, outcome));
    }

    private List<Effect> pass(Duration time) {
        now = now.plus(time);
        return on(new Input.Tick());
    }

    private List<Effect> on(Input input) {
        return rules.on(input, now);
    }

    private static String id(long revision) {
        return "scripted/" + KEY + "/" + revision + "/1";
    }

    private static List<Integer> executes(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Execute.class::isInstance)
                .map(e -> ((Effect.Execute) e).index())
                .toList();
    }

    private static Command command(String name) {
        return new Command.Delete(ResourceKey.parse("configmaps/default/" + name), null, null, null, null, List.of());
    }

    private static Outcome committed(long revision) {
        return new Outcome.Committed(revision, Json.object());
    }

    private static Outcome refused(int code, long revision) {
        return new Outcome.Refused(new Status(code, "Refused", "refused", null), revision);
    }
}
