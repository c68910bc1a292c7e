package dev.gyre.actors.garbagecollection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.actors.Decision;
import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.actors.simulation.World;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Command.Propagation;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for any graph of owners, whatever is deleted in whatever way. */
class GarbageCollectionPropertiesTest {

    private static final ResourceKinds KINDS = KubernetesKinds.registry();
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    /** More than the longest chain of owners that the properties make. */
    private static final int MAX_WAITS = 50;

    /** A new one for each try, as jqwik keeps this object for all of them. */
    private InMemoryCluster cluster = new InMemoryCluster(START);

    @Property(tries = 100)
    void deletesEverythingWithoutALivingOwnerAndNothingElse(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 14) int objects) {
        cluster = new InMemoryCluster(START);
        World world = new World(seed, cluster, List.of(new GarbageCollectionReconciler(KINDS)), () -> {});
        plant(world, objects);
        world.settle();
        for (int i = 0; i < 4; i++) {
            deleteSomething(world);
            cluster.witnessDeletions(victim -> assertThat(hasLivingOwner(victim))
                    .as(() -> victim + " has a living owner\n" + world.diary())
                    .isFalse());
            for (int rounds = world.random.nextInt(4); rounds > 0; rounds--) {
                world.round();
            }
            cluster.witnessDeletions(victim -> {});
        }
        cluster.witnessDeletions(victim -> assertThat(hasLivingOwner(victim))
                .as(() -> victim + " has a living owner\n" + world.diary())
                .isFalse());
        world.settle();
        for (int waits = 0; isAnyDeleting() && world.sleepUntilNextWake(); waits++) {
            assertThat(waits)
                    .as(() -> "what is deleted stays held\n" + world.diary())
                    .isLessThan(MAX_WAITS);
            world.settle();
        }

        for (Resource object : cluster.view().objects()) {
            assertThat(object.isDeleting())
                    .as(() -> object + " is still held\n" + world.diary())
                    .isFalse();
            assertThat(object.ownerReferences().isEmpty() || hasLivingOwner(object))
                    .as(() -> object + " has no living owner\n" + world.diary())
                    .isTrue();
        }
        world.assertNothingIsLeftToDo();
    }

    @Example
    void aCircleThatIsDeletedInTheForegroundAtEveryMemberGoes() {
        cluster = new InMemoryCluster(START);
        World world = new World(1, cluster, List.of(new GarbageCollectionReconciler(KINDS)), () -> {});
        cluster.create("configmaps/default/object-1", "{'apiVersion':'v1','kind':'ConfigMap'}");
        cluster.create(
                "configmaps/default/object-2",
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'ownerReferences':[" + reference(1, world) + "]}}");
        closeACycle();
        for (Resource member : cluster.view().objects()) {
            cluster.execute(
                    new Command.Delete(member.key(), member.uid(), null, Propagation.FOREGROUND, null, List.of()));
        }

        world.settle();

        assertThat(cluster.view().objects()).isEmpty();
    }

    @Example
    void aStaleViewDeletesNothing() {
        Resource owner = cluster.create("configmaps/default/owner", "{'apiVersion':'v1','kind':'ConfigMap'}");
        Resource child = cluster.create("configmaps/default/child", """
                {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'ownerReferences': [
                 {'apiVersion': 'v1', 'kind': 'ConfigMap', 'name': 'owner', 'uid': '%s'}]}}
                """.formatted(owner.uid()));
        var withoutOwner = PersistentClusterView.of(2, child);

        Decision decision = new GarbageCollectionReconciler(KINDS).reconcile(child.key(), withoutOwner, START);

        assertThat(decision.commands()).hasSize(1);
        assertThatThrownBy(() -> cluster.execute(decision.commands().getFirst()))
                .isInstanceOf(InMemoryCluster.RefusedException.class);
        assertThat(cluster.view().get(child.key())).isPresent();
    }

    /** Each object may have owners among those before it; now and then two own one another. */
    private void plant(World world, int objects) {
        for (int i = 0; i < objects; i++) {
            List<String> owners = new ArrayList<>();
            for (int j = 0; j < i; j++) {
                if (world.random.nextInt(i + 1) == 0 && !owners.contains(reference(j, world))) {
                    owners.add(reference(j, world));
                }
            }
            cluster.create(
                    "configmaps/default/" + name(i),
                    "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'ownerReferences':[" + String.join(",", owners)
                            + "]}}");
        }
        if (objects > 2 && world.random.nextInt(3) == 0) {
            closeACycle();
        }
    }

    private void closeACycle() {
        for (Resource child : cluster.view().objects()) {
            if (!child.ownerReferences().isEmpty()) {
                OwnerReference up = child.ownerReferences().getFirst();
                Resource owner = cluster.view().byUid(up.uid()).orElseThrow();
                var object = owner.copy();
                object.withObjectProperty("metadata")
                        .withArrayProperty("ownerReferences")
                        .add(new OwnerReference("v1", "ConfigMap", child.name(), child.uid(), false, true).toJson());
                cluster.execute(new Command.Update(owner.key(), null, owner.revision(), object, List.of()));
                return;
            }
        }
    }

    private boolean isAnyDeleting() {
        return cluster.view().objects().stream().anyMatch(Resource::isDeleting);
    }

    private void deleteSomething(World world) {
        List<Resource> objects = cluster.view().objects().stream()
                .filter(object -> !object.isDeleting())
                .toList();
        if (!objects.isEmpty()) {
            Resource victim = objects.get(world.random.nextInt(objects.size()));
            Propagation propagation = Propagation.values()[world.random.nextInt(3)];
            world.note("-- the user deletes " + victim + " " + propagation);
            cluster.execute(new Command.Delete(victim.key(), victim.uid(), null, propagation, null, List.of()));
        }
    }

    /** An owner that is there and does not wait for its dependents to go. */
    private boolean hasLivingOwner(Resource object) {
        return object.ownerReferences().stream()
                .anyMatch(reference -> cluster.view()
                        .byUid(reference.uid())
                        .filter(owner ->
                                !(owner.isDeleting() && owner.finalizers().contains("foregroundDeletion")))
                        .isPresent());
    }

    private String reference(int index, World world) {
        Resource owner = cluster.view()
                .get(ResourceKey.namespaced("", "configmaps", "default", name(index)))
                .orElseThrow();
        return "{'apiVersion':'v1','kind':'ConfigMap','name':'%s','uid':'%s','blockOwnerDeletion':%s}"
                .formatted(owner.name(), owner.uid(), index % 3 != 0);
    }

    private static String name(int index) {
        return "object-" + index;
    }
}
