package dev.gyre.actors.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.deployment.RolloutSimulation.Shape;
import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.PodTemplate;
import dev.gyre.schemas.Resource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds in every rollout, whatever the user does meanwhile and in whatever order things happen. */
class RolloutPropertiesTest {

    private static final int EVENTS = 120;

    @Property(tries = 40)
    void availabilityNeverFallsBelowDesiredLessMaxUnavailableAndPodsNeverExceedDesiredPlusMaxSurge(
            @ForAll long seed, @ForAll("rolling") Shape shape) {
        RolloutSimulation simulation = new RolloutSimulation(seed, shape);
        for (int i = 0; i < EVENTS; i++) {
            simulation.happen(false);
        }
        simulation.comeToRest();
        assertEndsAsDesired(simulation);
    }

    @Property(tries = 40)
    void controllersTakeNoAvailabilityBeyondWhatFailuresTook(@ForAll long seed, @ForAll("rolling") Shape shape) {
        RolloutSimulation simulation = new RolloutSimulation(seed, shape);
        for (int i = 0; i < EVENTS; i++) {
            simulation.happen(true);
        }
        simulation.comeToRest();
        assertEndsAsDesired(simulation);
    }

    @Property(tries = 20)
    void recreateStartsNothingNewBeforeTheLastOldPodHasEnded(@ForAll long seed, @ForAll("recreate") Shape shape) {
        RolloutSimulation simulation = new RolloutSimulation(seed, shape);
        for (int i = 0; i < EVENTS; i++) {
            simulation.happen(true);
            assertThat(versionsRunning(simulation))
                    .as(simulation.world()::diary)
                    .hasSizeLessThanOrEqualTo(1);
        }
        simulation.comeToRest();
        assertEndsAsDesired(simulation);
    }

    private static void assertEndsAsDesired(RolloutSimulation simulation) {
        Supplier<String> diary = simulation.world()::diary;
        Deployment deployment = simulation.deployment();
        assertThat(simulation.isComplete()).as(diary).isTrue();
        assertThat(simulation.activePods()).as(diary).hasSize(deployment.replicas());
        assertThat(simulation.fleet().old().size()).as(diary).isLessThanOrEqualTo(deployment.revisionHistoryLimit());
        assertThat(deployment.resource().annotations().get(Revision.ANNOTATION))
                .as(diary)
                .isEqualTo(simulation.fleet().newest().annotations().get(Revision.ANNOTATION));
        assertNoChildWasMadeTwice(simulation);
        simulation.world().assertNothingIsLeftToDo();
    }

    /** One ReplicaSet for each template, and none of them with more pods than it asked for. */
    private static void assertNoChildWasMadeTwice(RolloutSimulation simulation) {
        Set<PodTemplate> templates = new HashSet<>();
        for (ReplicaSetState replicaSet : simulation.fleet().all()) {
            assertThat(templates.stream().noneMatch(replicaSet.template()::isSameAs))
                    .isTrue();
            templates.add(replicaSet.template());
            assertThat(replicaSet.reported().total()).isEqualTo(replicaSet.replicas());
        }
    }

    private static Set<String> versionsRunning(RolloutSimulation simulation) {
        Set<String> images = new HashSet<>();
        for (Resource pod : simulation.cluster().view().list("", "pods")) {
            if (!new PodState(pod).isFinished()) {
                images.add(pod.json().at("/spec/containers/0/image").asString(""));
            }
        }
        return images;
    }

    @Provide
    Arbitrary<Shape> rolling() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(0, 0, 5))
                .as((replicas, surge, unavailable, minReady) ->
                        new Shape(replicas, surge, unavailable, minReady, "RollingUpdate"));
    }

    @Provide
    Arbitrary<Shape> recreate() {
        return Arbitraries.integers().between(0, 6).map(replicas -> new Shape(replicas, 0, 0, 0, "Recreate"));
    }
}
