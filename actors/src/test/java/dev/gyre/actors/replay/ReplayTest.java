package dev.gyre.actors.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.deployment.DeploymentReconciler;
import dev.gyre.actors.nodelifecycle.NodeLifecycleReconciler;
import dev.gyre.actors.replicaset.ReplicaSetReconciler;
import dev.gyre.actors.rootca.RootCaReconciler;
import dev.gyre.actors.scheduler.SchedulerReconciler;
import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.Heartbeat;
import dev.gyre.schemas.record.RecordJson;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rollout on two nodes of which one falls silent: lived through once, then asked for again. */
class ReplayTest {

    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

    private final InMemoryCluster cluster = new InMemoryCluster(START);
    private final List<ResourceEvent> changes = new ArrayList<>();
    private final List<DecisionRecord> decisions = new ArrayList<>();

    @BeforeEach
    void liveThroughIt() {
        for (String node : List.of("a", "b")) {
            cluster.create("nodes/" + node, """
                    {'apiVersion': 'v1', 'kind': 'Node', 'metadata': {}, 'spec': {}, 'status':
                     {'allocatable': {'cpu': '4', 'memory': '8Gi', 'pods': '10'},
                      'conditions': [{'type': 'Ready', 'status': 'True', 'reason': 'KubeletReady',
                                      'lastTransitionTime': '2026-11-28T09:00:00Z'}]}}
                    """);
        }
        cluster.create("namespaces/shop", "{'apiVersion':'v1','kind':'Namespace'}");
        cluster.create("deployments.apps/shop/web", """
                {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {}, 'spec': {'replicas': 3,
                 'selector': {'matchLabels': {'app': 'web'}},
                 'template': {'metadata': {'labels': {'app': 'web'}}, 'spec': {'containers': [{'name': 'main',
                  'resources': {'requests': {'cpu': '1'}}}]}}}}
                """);
        settle(Set.of());
        cluster.advanceSeconds(60);
        settle(Set.of("b"));
    }

    @Test
    void theSameCodeDecidesTheSame() {
        List<Answer> answers = new Replay(today(), PersistentClusterView.EMPTY).answers(changes, reread());

        assertThat(answers).hasSameSizeAs(decisions).allMatch(Answer.Same.class::isInstance);
        assertThat(decisions)
                .extracting(DecisionRecord::reconciler)
                .contains("deployment", "replicaset", "scheduler", "nodelifecycle", "root-ca-cert-publisher");
        assertThat(decisions).anyMatch(decision -> decision.inputs().containsKey("heartbeat"));
    }

    @Test
    void itCanBeginInTheMiddle() {
        long middle = decisions.get(decisions.size() / 2).inputRevision();
        List<ResourceEvent> earlier =
                changes.stream().filter(change -> change.revision() <= middle).toList();
        List<ResourceEvent> later =
                changes.stream().filter(change -> change.revision() > middle).toList();
        PersistentClusterView start =
                PersistentClusterView.EMPTY.apply(new dev.gyre.events.ChangeFeed.Advance(middle, earlier));

        List<Answer> answers = new Replay(today(), start).answers(later, decisions);

        assertThat(answers).anyMatch(Answer.Same.class::isInstance).allSatisfy(answer -> {
            if (answer.recorded().inputRevision() < middle) {
                assertThat(answer)
                        .isEqualTo(
                                new Answer.NotAsked(answer.recorded(), "it looked at a revision before these records"));
            } else {
                assertThat(answer).isInstanceOf(Answer.Same.class);
            }
        });
    }

    @Test
    void changedCodeIsToldByWhatItDecides() {
        Reconciler fewer = new Changed(new ReplicaSetReconciler());

        List<Answer> answers = new Replay(List.of(fewer), PersistentClusterView.EMPTY).answers(changes, decisions);

        assertThat(answers.stream().filter(Answer.Different.class::isInstance))
                .isNotEmpty()
                .allSatisfy(answer -> {
                    Answer.Different different = (Answer.Different) answer;
                    assertThat(different.recorded().reconciler()).isEqualTo("replicaset");
                    assertThat(different.decision().reasons()).contains("changed");
                    assertThat(different.decision().commands())
                            .isEqualTo(different.recorded().commands());
                });
        assertThat(answers)
                .filteredOn(answer -> answer.recorded().reconciler().equals("scheduler"))
                .isNotEmpty()
                .allSatisfy(answer ->
                        assertThat(answer).isEqualTo(new Answer.NotAsked(answer.recorded(), "no rule of this name")));
    }

    @Test
    void aRuleThatFailsNowIsADifferenceToo() {
        Reconciler broken = new Changed(new SchedulerReconciler()) {
            @Override
            public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
                throw new IllegalStateException("broken");
            }
        };

        assertThat(new Replay(List.of(broken), PersistentClusterView.EMPTY).answers(changes, decisions))
                .filteredOn(answer -> answer.recorded().reconciler().equals("scheduler"))
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(answer)
                        .isEqualTo(new Answer.Failed(answer.recorded(), "java.lang.IllegalStateException: broken")));
    }

    /** The rules as they are, started with something else than then. */
    private static List<Reconciler> today() {
        return List.of(
                new DeploymentReconciler(),
                new ReplicaSetReconciler(),
                new SchedulerReconciler(),
                new NodeLifecycleReconciler(Instant.EPOCH),
                new RootCaReconciler(""));
    }

    private static List<Reconciler> then() {
        return List.of(
                new DeploymentReconciler(),
                new ReplicaSetReconciler(),
                new SchedulerReconciler(),
                new NodeLifecycleReconciler(START),
                new RootCaReconciler("the authority"));
    }

    private record Job(int rule, ResourceKey key) {}

    /** Decides until nobody wants anything; each silent node's last heartbeat was at the start. */
    private void settle(Set<String> silent) {
        List<Reconciler> rules = then();
        List<Heartbeat> beats = List.of(
                new Heartbeat("a", cluster.now()), new Heartbeat("b", silent.contains("b") ? START : cluster.now()));
        for (int round = 0; round < 20; round++) {
            List<Job> jobs = jobs(rules);
            boolean isQuiet = true;
            for (Job job : jobs) {
                isQuiet &= !decide(rules.get(job.rule()), job.key(), beats);
            }
            if (isQuiet) {
                return;
            }
        }
        throw new AssertionError("it does not come to rest: " + decisions);
    }

    private List<Job> jobs(List<Reconciler> rules) {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Set<ResourceKey> keys = new TreeSet<>();
            for (var object : cluster.view().objects()) {
                keys.addAll(rules.get(i)
                        .affectedBy(new ResourceEvent(ResourceEvent.Type.ADDED, object, null), cluster.view()));
            }
            int rule = i;
            keys.forEach(key -> jobs.add(new Job(rule, key)));
        }
        return jobs;
    }

    /** Whether there was anything to do. */
    private boolean decide(Reconciler rule, ResourceKey key, List<Heartbeat> beats) {
        PersistentClusterView view = ((PersistentClusterView) cluster.view()).withHeartbeats(beats);
        Decision decision = rule.reconcile(key, view, cluster.now());
        if (decision.commands().isEmpty()) {
            return false;
        }
        decisions.add(new DecisionRecord(
                rule.name() + "/" + key + "/" + view.revision() + "/1",
                rule.name(),
                "0.9",
                key.toString(),
                view.revision(),
                cluster.now(),
                decision.inputs(),
                decision.reasons(),
                decision.commands()));
        decision.commands().forEach(cluster::execute);
        changes.addAll(cluster.takeEvents());
        return true;
    }

    /** As they come back from the log. */
    private List<DecisionRecord> reread() {
        return decisions.stream()
                .map(decision ->
                        RecordJson.decisionFromJson(Json.readObject(Json.write(RecordJson.decisionToJson(decision)))))
                .toList();
    }

    /** Decides the same for another reason. */
    private static class Changed implements Reconciler {
        private final Reconciler rule;

        Changed(Reconciler rule) {
            this.rule = rule;
        }

        @Override
        public String name() {
            return rule.name();
        }

        @Override
        public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
            return rule.affectedBy(event, view);
        }

        @Override
        public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
            Decision decision = rule.reconcile(key, view, now);
            List<String> reasons = new ArrayList<>(decision.reasons());
            reasons.add("changed");
            return new Decision(decision.commands(), decision.chainStarts(), reasons, decision.wakeAt(), Map.of());
        }
    }
}
