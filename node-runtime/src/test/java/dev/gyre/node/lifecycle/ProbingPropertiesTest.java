package dev.gyre.node.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What holds of every pod with probes, hooks and a sidecar, whatever the runtime and the probes say, and whenever. */
class ProbingPropertiesTest {
    private static final String PROBES = "'startupProbe':{'exec':{'command':['a']},'periodSeconds':2},"
            + "'livenessProbe':{'exec':{'command':['a']},'periodSeconds':1,'failureThreshold':2},"
            + "'readinessProbe':{'exec':{'command':['a']},'periodSeconds':1,'failureThreshold':2}";
    private static final String SPEC = "'restartPolicy':'Always','initContainers':[{'name':'s','image':'i:1',"
            + "'restartPolicy':'Always'," + PROBES + "}],'containers':[{'name':'c','image':'i:1'," + PROBES
            + ",'lifecycle':{'preStop':{'sleep':{'seconds':1}},'postStart':{'sleep':{'seconds':1}}}}]";
    private static final List<String> NAMES = List.of("s", "c");

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void holds(@ForAll long seed) {
        Random random = new Random(seed);
        Story pod = new Story();
        pod.begin(Pods.of(SPEC));
        Witness witness = new Witness(pod);
        for (int i = 0; i < 200; i++) {
            pod.now = pod.now.plusMillis(random.nextInt(1500));
            boolean isLate = random.nextInt(20) == 0;
            pod.on(isLate ? new Signal.PodSpecified(Pods.deleting(SPEC, 10)) : signal(pod, random));
            witness.check();
        }
    }

    /** Something that could happen now, or a stray answer to an old question. */
    private static Signal signal(Story pod, Random random) {
        PodFacts facts = pod.state.facts();
        String name = NAMES.get(random.nextInt(NAMES.size()));
        if (facts == null) {
            return new Signal.Tick();
        }
        ContainerProgress progress = facts.of(facts.pod().container(name).orElseThrow());
        String id = name + progress.attempt();
        return switch (progress.phase()) {
            case ContainerPhase.Pulling p -> new Signal.ImagePresent(name, "sha256:i", false);
            case ContainerPhase.Creating p -> new Signal.ContainerCreated(name, progress.attempt(), id);
            case ContainerPhase.Starting p -> new Signal.ContainerStarted(name, id, pod.now);
            case ContainerPhase.Running running -> running(running, name, random, pod.now);
            default -> new Signal.Tick();
        };
    }

    private static Signal running(ContainerPhase.Running running, String name, Random random, Instant now) {
        String id = random.nextInt(10) == 0 ? name + "9" : running.id();
        ProbeKind kind = ProbeKind.values()[random.nextInt(3)];
        return switch (random.nextInt(12)) {
            case 0 -> new Signal.HookDone(name, id, HookKind.PRE_STOP, random.nextBoolean() ? "" : "no");
            case 1, 2, 3 -> new Signal.HookDone(name, id, HookKind.POST_START, random.nextInt(5) == 0 ? "no" : "");
            case 4 -> {
                boolean isEnding = running.isStopping() || random.nextInt(8) == 0;
                yield isEnding
                        ? new Signal.ContainerExited(
                                name, Termination.of(running.id(), random.nextInt(2), false, "", now, now))
                        : new Signal.Tick();
            }
            case 5 -> new Signal.Tick();
            default -> new Signal.Probed(name, id, kind, ProbeResult.values()[random.nextInt(4)], "said");
        };
    }

    /** Looks at a pod after each signal. */
    private static final class Witness {
        private final Story pod;
        private List<String> started = List.of();

        Witness(Story pod) {
            this.pod = pod;
        }

        void check() {
            for (String name : NAMES) {
                if (pod.status != null && pod.isReady(name)) {
                    assertThat(pod.isStarted(name))
                            .as("ready never before started")
                            .isTrue();
                }
            }
            for (PodCommand.Probe probe : pod.asked(PodCommand.Probe.class)) {
                check(probe);
            }
            for (String killing : pod.events("Killing")) {
                if (killing.contains("failed liveness probe")) {
                    String name = killing.split(" ")[1];
                    assertThat(started)
                            .as("no restart by liveness before startup")
                            .contains(name);
                }
            }
            started = NAMES.stream()
                    .filter(name -> pod.status != null && pod.isStarted(name))
                    .toList();
            checkWakes();
            pod.forget();
        }

        private void check(PodCommand.Probe probe) {
            PodFacts facts = pod.state.facts();
            assertThat(facts).isNotNull();
            ContainerPhase phase = facts.of(
                            facts.pod().container(probe.container()).orElseThrow())
                    .phase();
            assertThat(phase).as("only what runs is asked").isInstanceOf(ContainerPhase.Running.class);
            Health health = ((ContainerPhase.Running) phase).health();
            assertThat(health.isStarted())
                    .as("startup is asked before, everything else after it")
                    .isEqualTo(probe.kind() != ProbeKind.STARTUP);
            boolean isDeleted = facts.pod().isDeleting();
            assertThat(isDeleted && probe.kind() != ProbeKind.READINESS)
                    .as("a pod that is deleted is asked for its readiness alone")
                    .isFalse();
        }

        /** Whatever waits for time says when: no step asks for a time that is past. */
        private void checkWakes() {
            List<PodCommand.WakeAt> wakes = pod.asked(PodCommand.WakeAt.class);
            assertThat(wakes).hasSizeLessThanOrEqualTo(1);
            assertThat(wakes).allSatisfy(wake -> assertThat(wake.time()).isAfter(pod.now));
        }
    }
}
