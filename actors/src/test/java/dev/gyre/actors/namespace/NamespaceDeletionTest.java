package dev.gyre.actors.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.deployment.DeploymentReconciler;
import dev.gyre.actors.garbagecollection.GarbageCollectionReconciler;
import dev.gyre.actors.replicaset.ReplicaSetReconciler;
import dev.gyre.actors.serviceaccount.ServiceAccountReconciler;
import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.actors.simulation.Kubelets;
import dev.gyre.actors.simulation.World;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A namespace with a running Deployment, and all the controllers that would like to keep it running. */
class NamespaceDeletionTest {

    @Property(tries = 25)
    void aNamespaceGoesWithAllThatIsInIt(@ForAll long seed) {
        InMemoryCluster cluster = new InMemoryCluster(Instant.parse("2026-11-23T10:00:00Z"));
        World world = new World(
                seed,
                cluster,
                List.of(
                        new NamespaceReconciler(),
                        new ServiceAccountReconciler(),
                        new DeploymentReconciler(),
                        new ReplicaSetReconciler(),
                        new GarbageCollectionReconciler(KubernetesKinds.registry())),
                () -> {});
        Kubelets kubelets = new Kubelets(cluster, world.random);
        Resource namespace = cluster.create(
                "namespaces/shop", "{'apiVersion':'v1','kind':'Namespace','spec':{'finalizers':['kubernetes']}}");
        cluster.create("deployments.apps/shop/web", """
                {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {}, 'spec': {'replicas': 3,
                 'selector': {'matchLabels': {'app': 'web'}},
                 'template': {'metadata': {'labels': {'app': 'web'}}, 'spec': {}}}}
                """);
        for (int i = 0; i < 60; i++) {
            world.round();
            kubelets.progress();
        }
        assertThat(cluster.view().list("", "pods", "shop")).as(world::diary).hasSize(3);
        assertThat(cluster.view().get(ResourceKey.parse("serviceaccounts/shop/default")))
                .isPresent();

        cluster.execute(new Command.Delete(
                namespace.key(), namespace.uid(), null, Command.Propagation.BACKGROUND, null, List.of()));
        do {
            world.settle();
        } while (kubelets.progress());
        world.settle();

        assertThat(cluster.view().inNamespace("shop")).as(world::diary).isEmpty();
        assertThat(cluster.view().get(namespace.key())).as(world::diary).isEmpty();
    }
}
