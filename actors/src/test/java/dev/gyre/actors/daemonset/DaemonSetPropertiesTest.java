package dev.gyre.actors.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds while nodes come and go, pods fail and the template changes. */
class DaemonSetPropertiesTest {

    private static final int EVENTS = 150;

    /** How an update may go, as {@code spec.updateStrategy}, and how long a pod must be ready. */
    record Shape(int maxSurge, int maxUnavailable, int minReadySeconds) {}

    @Property(tries = 60)
    void anUpdateKeepsWithinItsBoundsAndEndsWithOnePodOnEachNodeThatFits(
            @ForAll long seed, @ForAll("shapes") Shape shape) {
        DaemonSimulation simulation = new DaemonSimulation(seed, shape);
        for (int i = 0; i < EVENTS; i++) {
            simulation.happen();
        }
        simulation.comeToRest();
        for (DaemonNode node : simulation.nodes()) {
            assertThat(node.active())
                    .as(() -> node + "\n" + simulation.world().diary())
                    .hasSize(node.shouldRun() ? 1 : node.active().size())
                    .allMatch(pod -> node.mayStay());
            assertThat(node.active())
                    .filteredOn(pod -> node.shouldRun())
                    .as(() -> node + "\n" + simulation.world().diary())
                    .allMatch(pod -> simulation.image().equals(DaemonSimulation.image(pod)))
                    .allMatch(pod -> pod.isAvailable(
                            shape.minReadySeconds(), simulation.cluster().now()));
        }
        assertThat(simulation.statusIsRight()).as(simulation.world()::diary).isTrue();
        simulation.world().assertNothingIsLeftToDo();
    }

    @Provide
    Arbitrary<Shape> shapes() {
        return Arbitraries.of(
                new Shape(0, 1, 0), new Shape(0, 2, 0), new Shape(0, 3, 4), new Shape(1, 0, 0), new Shape(2, 0, 4));
    }
}
