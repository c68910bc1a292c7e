package dev.gyre.actors.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.statefulset.Replicas.Place;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds whatever the user does meanwhile, whatever fails, and wherever the controller is stopped. */
class StatefulSetPropertiesTest {

    private static final int EVENTS = 150;

    /** What the set is like. */
    record Shape(String management, int start, int maxUnavailable, int minReadySeconds) {
        boolean isOrdered() {
            return management.equals("OrderedReady");
        }
    }

    @Property(tries = 60)
    void podsComeAndGoInOrderAndEndAsDesiredWithTheirClaims(@ForAll long seed, @ForAll("shapes") Shape shape) {
        StatefulSimulation simulation = new StatefulSimulation(seed, shape);
        for (int i = 0; i < EVENTS; i++) {
            simulation.happen();
        }
        simulation.comeToRest();

        StatefulSet set = simulation.set();
        Replicas replicas = simulation.replicas();
        assertThat(replicas.beyond()).as(simulation.world()::diary).isEmpty();
        for (Place place : replicas.places()) {
            assertThat(place.isServed(
                            shape.minReadySeconds(), simulation.cluster().now()))
                    .as(() -> place + "\n" + simulation.world().diary())
                    .isTrue();
            assertThat(simulation.image(place))
                    .as(simulation.world()::diary)
                    .isEqualTo(
                            set.template().json().at("/spec/containers/0/image").asString());
            assertThat(simulation
                            .cluster()
                            .view()
                            .get(set.claimKey(set.claimTemplates().path(0), place.ordinal())))
                    .isPresent();
        }
        var status = set.resource().json().path("status");
        assertThat(status.path("replicas").asInt()).isEqualTo(set.replicas());
        assertThat(status.path("readyReplicas").asInt(0)).isEqualTo(set.replicas());
        assertThat(status.path("updatedReplicas").asInt(0)).isEqualTo(set.replicas());
        assertThat(status.path("currentRevision").asString())
                .as(simulation.world()::diary)
                .isEqualTo(status.path("updateRevision").asString());
        simulation.world().assertNothingIsLeftToDo();
    }

    @Provide
    Arbitrary<Shape> shapes() {
        return Combinators.combine(
                        Arbitraries.of("OrderedReady", "Parallel"),
                        Arbitraries.of(0, 0, 7),
                        Arbitraries.of(1, 1, 2),
                        Arbitraries.of(0, 0, 5))
                .as(Shape::new);
    }
}
