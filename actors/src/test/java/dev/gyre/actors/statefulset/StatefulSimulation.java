package dev.gyre.actors.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.actors.simulation.Kubelets;
import dev.gyre.actors.simulation.World;
import dev.gyre.actors.statefulset.Replicas.Place;
import dev.gyre.actors.statefulset.StatefulSetPropertiesTest.Shape;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * One StatefulSet with claims, its controller, which is stopped now and then, kubelets and a restless user. After every write it
 * holds that pods came and went in their order, that an update took no more than it may, and that no claim was taken.
 */
final class StatefulSimulation {

    private static final String SET = "statefulsets.apps/default/db";

    private final InMemoryCluster cluster = new InMemoryCluster(Instant.parse("2026-11-23T10:00:00Z"));
    private final Shape shape;
    private final World world;
    private final Kubelets kubelets;
    private final Set<String> known = new HashSet<>();

    StatefulSimulation(long seed, Shape shape) {
        this.shape = shape;
        this.world =
                new World(seed, cluster, List.of(new StatefulSetReconciler()), this::checkBirths).crashNowAndThen();
        this.kubelets = new Kubelets(cluster, world.random);
        cluster.create(
                SET, """
                {'apiVersion': 'apps/v1', 'kind': 'StatefulSet', 'metadata': {},
                 'spec': {'replicas': 3, 'minReadySeconds': %d, 'revisionHistoryLimit': 2, 'serviceName': 'db',
                  'podManagementPolicy': '%s', 'ordinals': {'start': %d},
                  'selector': {'matchLabels': {'app': 'db'}},
                  'updateStrategy': {'type': 'RollingUpdate', 'rollingUpdate': {'partition': 0, 'maxUnavailable': %d}},
                  'volumeClaimTemplates': [{'metadata': {'name': 'data'}, 'spec': {'accessModes': ['ReadWriteOnce']}}],
                  'template': {'metadata': {'labels': {'app': 'db'}},
                   'spec': {'containers': [{'name': 'db', 'image': 'db:1'}]}}}}
                """.formatted(shape.minReadySeconds(), shape.management(), shape.start(), shape.maxUnavailable()));
        cluster.witnessDeletions(this::checkDeletion);
    }

    InMemoryCluster cluster() {
        return cluster;
    }

    World world() {
        return world;
    }

    StatefulSet set() {
        return StatefulSet.of(cluster.get(SET));
    }

    Replicas replicas() {
        return Replicas.of(set(), cluster.view().list("", "pods", "default"));
    }

    String image(Place place) {
        return place.pod() == null
                ? ""
                : place.pod().resource().json().at("/spec/containers/0/image").asString("");
    }

    void happen() {
        int dice = world.random.nextInt(100);
        if (dice < 50) {
            world.round();
        } else if (dice < 76) {
            kubelets.progress();
        } else if (dice < 82) {
            cluster.advanceSeconds(1 + world.random.nextInt(6));
        } else if (dice < 88) {
            world.note("-- fails: " + (world.random.nextBoolean() ? kubelets.unready() : kubelets.fail()));
        } else if (dice < 92) {
            edit(spec -> spec.put("replicas", world.random.nextInt(6)));
        } else if (dice < 96) {
            int version = 1 + world.random.nextInt(4);
            edit(spec -> ((ObjectNode) spec.at("/template/spec/containers/0")).put("image", "db:" + version));
        } else if (dice < 98) {
            partition(world.random.nextInt(5));
        }
        checkBirths();
    }

    void comeToRest() {
        partition(0);
        for (int i = 0; i < 3000; i++) {
            world.settle();
            if (!kubelets.progress() && !world.sleepUntilNextWake()) {
                return;
            }
        }
        throw new AssertionError("the set does not come to rest:\n" + world.diary());
    }

    private void partition(int partition) {
        edit(spec -> ((ObjectNode) spec.at("/updateStrategy/rollingUpdate")).put("partition", partition));
    }

    private void edit(Consumer<ObjectNode> change) {
        Resource stored = cluster.get(SET);
        ObjectNode object = stored.copy();
        change.accept(object.withObjectProperty("spec"));
        cluster.execute(new Command.Update(stored.key(), null, stored.revision(), object, List.of()));
        world.note("-- changes: " + object.path("spec"));
    }

    /** A pod is only born when all below it serve, and never beyond the size. */
    private void checkBirths() {
        Replicas replicas = replicas();
        for (Place place : replicas.taken()) {
            if (place.pod() != null && known.add(place.pod().resource().uid()) && shape.isOrdered()) {
                assertThat(replicas.places())
                        .as(() -> place + " came\n" + world.diary())
                        .contains(place)
                        .filteredOn(lower -> lower.ordinal() < place.ordinal())
                        .allMatch(this::isServed);
            }
        }
    }

    private void checkDeletion(Resource victim) {
        assertThat(victim.key().plural()).isNotEqualTo("persistentvolumeclaims");
        if (!victim.key().plural().equals("pods")) {
            return;
        }
        Replicas replicas = replicas();
        Place place = replicas.taken().stream()
                .filter(p -> p.pod() != null && p.pod().resource().uid().equals(victim.uid()))
                .findFirst()
                .orElseThrow();
        if (set().isInRange(place.ordinal())) {
            long served = replicas.places().stream().filter(this::isServed).count();
            if (isServed(place)) {
                assertThat(served - 1)
                        .as(() -> "pods that serve without " + victim + "\n" + world.diary())
                        .isGreaterThanOrEqualTo(set().replicas() - shape.maxUnavailable());
            }
        } else if (shape.isOrdered()) {
            assertThat(replicas.beyond().getFirst())
                    .as(() -> "the highest goes first, not " + victim + "\n" + world.diary())
                    .isEqualTo(place);
        }
    }

    private boolean isServed(Place place) {
        return place.isServed(shape.minReadySeconds(), cluster.now());
    }
}
