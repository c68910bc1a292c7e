package dev.gyre.actors.persistentvolumeclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.localpath.LocalPathReconciler;
import dev.gyre.actors.persistentvolume.PersistentVolumeReconciler;
import dev.gyre.actors.scheduler.SchedulerReconciler;
import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.actors.simulation.World;
import dev.gyre.actors.storageprotection.ClaimProtectionReconciler;
import dev.gyre.actors.storageprotection.VolumeProtectionReconciler;
import dev.gyre.actors.volume.PodVolumes;
import dev.gyre.actors.volume.Volume;
import dev.gyre.actors.volume.VolumeClaim;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.storage.LocalPath;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Claims, volumes and pods of a restless user, and all who have a say in them: binding, provisioning, protection and the
 * scheduler, of which each may be stopped between any two of its writes, and nodes that let go of their volumes when they
 * come to it. After every write it holds that no volume has two claims, and that no pod lost what it runs on.
 */
final class ClaimSimulation {

    private static final String CLASS = "{'apiVersion': 'storage.k8s.io/v1', 'kind': 'StorageClass', 'metadata': {},"
            + " 'provisioner': '%s', 'reclaimPolicy': 'Delete', 'volumeBindingMode': '%s'}";
    private static final List<String> CLASSES = List.of("", "local-path", "by-hand", "at-once", "unknown");
    private static final List<String> NODES = List.of("a", "b", "c");

    final InMemoryCluster cluster = new InMemoryCluster(Instant.parse("2026-11-28T10:00:00Z"));
    final World world;
    private int names;

    ClaimSimulation(long seed) {
        world = new World(
                        seed,
                        cluster,
                        List.of(
                                new PersistentVolumeClaimReconciler(),
                                new PersistentVolumeReconciler(),
                                new ClaimProtectionReconciler(),
                                new VolumeProtectionReconciler(),
                                new LocalPathReconciler(),
                                new SchedulerReconciler()),
                        this::check)
                .crashNowAndThen();
        cluster.create(
                "storageclasses.storage.k8s.io/local-path",
                CLASS.formatted(LocalPath.PROVISIONER, "WaitForFirstConsumer"));
        cluster.create(
                "storageclasses.storage.k8s.io/by-hand",
                CLASS.formatted("kubernetes.io/no-provisioner", "WaitForFirstConsumer"));
        cluster.create("storageclasses.storage.k8s.io/at-once", CLASS.formatted("example.com/nobody", "Immediate"));
        NODES.forEach(this::makeNode);
    }

    private void makeNode(String name) {
        cluster.create("nodes/" + name, """
                {'apiVersion': 'v1', 'kind': 'Node',
                 'metadata': {'labels': {'kubernetes.io/hostname': '%s'},
                  'annotations': {'gyre.dev/local-path-directory': '/volumes'}},
                 'spec': {}, 'status': {'allocatable': {'cpu': '4', 'memory': '8Gi', 'pods': '4'},
                  'conditions': [{'type': 'Ready', 'status': 'True'}]}}
                """.formatted(name));
    }

    private boolean chance(int oneIn) {
        return world.random.nextInt(oneIn) == 0;
    }

    private <T> T any(List<T> list) {
        return list.get(world.random.nextInt(list.size()));
    }

    private List<Resource> list(String plural) {
        return cluster.view().list("", plural);
    }

    void happen() {
        int dice = world.random.nextInt(100);
        if (dice < 60) {
            world.round();
        } else if (dice < 68) {
            release();
        } else if (dice < 76) {
            makeClaim();
        } else if (dice < 83) {
            makeVolume();
        } else if (dice < 90) {
            makePod();
        } else {
            take(dice);
        }
        check();
    }

    private void take(int dice) {
        List<Resource> from = list(dice < 94 ? "pods" : dice < 97 ? "persistentvolumeclaims" : "persistentvolumes");
        if (dice == 99 && chance(3)) {
            String node = any(NODES);
            if (cluster.view().get(ResourceKey.clusterScoped("", "nodes", node)).isPresent()) {
                cluster.remove(ResourceKey.clusterScoped("", "nodes", node));
            } else {
                makeNode(node);
            }
        } else if (!from.isEmpty()) {
            Resource victim = any(from);
            world.note("-- deletes " + victim.key());
            if (dice < 94) {
                cluster.remove(victim.key());
            } else {
                cluster.execute(new Command.Delete(victim.key(), victim.uid(), null, null, null, List.of()));
            }
        }
    }

    private void makeClaim() {
        String name = "c" + (chance(3) ? world.random.nextInt(4) : ++names);
        if (cluster.view().get(VolumeClaim.key("default", name)).isPresent()) {
            return;
        }
        String named = chance(6) && !list("persistentvolumes").isEmpty()
                ? "'volumeName': '" + any(list("persistentvolumes")).name() + "', "
                : "";
        cluster.create("persistentvolumeclaims/default/" + name, """
                {'apiVersion': 'v1', 'kind': 'PersistentVolumeClaim',
                 'metadata': {'finalizers': ['kubernetes.io/pvc-protection']}, 'status': {'phase': 'Pending'},
                 'spec': {%s'storageClassName': '%s', 'accessModes': ['%s'], 'volumeMode': 'Filesystem',
                  'resources': {'requests': {'storage': '%dGi'}}}}
                """.formatted(
                        named,
                        any(CLASSES),
                        any(List.of("ReadWriteOnce", "ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany")),
                        1 + world.random.nextInt(3)));
    }

    private void makeVolume() {
        String name = "v" + ++names;
        String where = chance(2) ? ", 'nodeAffinity': {'required': " + LocalPath.nodeSelector(any(NODES)) + "}" : "";
        String promised =
                chance(5) ? ", 'claimRef': {'namespace': 'default', 'name': 'c" + world.random.nextInt(4) + "'}" : "";
        cluster.create("persistentvolumes/" + name, """
                {'apiVersion': 'v1', 'kind': 'PersistentVolume',
                 'metadata': {'finalizers': ['kubernetes.io/pv-protection']}, 'status': {'phase': 'Pending'},
                 'spec': {'storageClassName': '%s', 'accessModes': ['ReadWriteOnce', 'ReadWriteMany'],
                  'volumeMode': 'Filesystem', 'persistentVolumeReclaimPolicy': '%s', 'hostPath': {'path': '/v'},
                  'capacity': {'storage': '%dGi'}%s%s}}
                """.formatted(
                        any(CLASSES),
                        any(List.of("Retain", "Retain", "Delete", "Recycle")),
                        1 + world.random.nextInt(3),
                        where,
                        promised));
    }

    private void makePod() {
        List<Resource> claims = list("persistentvolumeclaims");
        if (claims.isEmpty()) {
            return;
        }
        StringBuilder volumes = new StringBuilder();
        for (int i = 0; i <= world.random.nextInt(2); i++) {
            volumes.append(i == 0 ? "" : ", ")
                    .append("{'name': 'v%d', 'persistentVolumeClaim': {'claimName': '%s'}}"
                            .formatted(i, any(claims).name()));
        }
        cluster.create("pods/default/p" + ++names, """
                {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {}, 'status': {'phase': 'Pending'},
                 'spec': {'containers': [{'name': 'c'}], 'volumes': [%s]}}
                """.formatted(volumes));
    }

    /** What the nodes do with volumes that wait for them. */
    private boolean release() {
        for (Resource volume : list("persistentvolumes")) {
            if (volume.isDeleting() && volume.finalizers().equals(List.of(LocalPath.FINALIZER))) {
                ObjectNode object = volume.copy();
                object.withObjectProperty("metadata").remove("finalizers");
                cluster.execute(new Command.Update(volume.key(), null, volume.revision(), object, List.of()));
                return true;
            }
        }
        return false;
    }

    void comeToRest() {
        for (int i = 0; i < 500; i++) {
            world.settle();
            if (!release() && !world.sleepUntilNextWake()) {
                return;
            }
        }
        throw new AssertionError("claims do not come to rest:\n" + world.diary());
    }

    private void check() {
        Map<String, String> claimOf = new HashMap<>();
        for (Resource each : list("persistentvolumeclaims")) {
            VolumeClaim claim = new VolumeClaim(each);
            if (claim.isBindCompleted()) {
                assertThat(claimOf.put(claim.volumeName(), claim.fullName()))
                        .as(() -> "who else is bound to " + claim.volumeName() + "\n" + world.diary())
                        .isNull();
                Volume volume = Volume.find(cluster.view(), claim.volumeName());
                assertThat(volume == null || volume.isOf(claim))
                        .as(() -> claim.fullName() + " is the one that its volume names\n" + world.diary())
                        .isTrue();
            }
        }
        checkPods();
    }

    private void checkPods() {
        Map<ResourceKey, String> alone = new HashMap<>();
        for (Resource pod : list("pods")) {
            String nodeName = pod.json().at("/spec/nodeName").asString("");
            for (PodVolumes.Use use : nodeName.isEmpty() ? List.<PodVolumes.Use>of() : PodVolumes.claimsOf(pod)) {
                VolumeClaim claim = VolumeClaim.find(cluster.view(), use.claim());
                assertThat(claim != null && claim.isBindCompleted())
                        .as(() -> pod + " has its claim " + use.claim() + "\n" + world.diary())
                        .isTrue();
                Volume volume = Volume.find(cluster.view(), claim.volumeName());
                cluster.view()
                        .get(ResourceKey.clusterScoped("", "nodes", nodeName))
                        .ifPresent(node -> assertThat(volume != null && volume.isReachableFrom(node))
                                .as(() -> pod + " reaches its volume\n" + world.diary())
                                .isTrue());
                if (claim.accessModes().contains("ReadWriteOncePod")) {
                    String other = alone.put(claim.key(), pod.name());
                    assertThat(other == null || other.equals(pod.name()))
                            .as(() -> pod + " has " + claim.fullName() + " alone\n" + world.diary())
                            .isTrue();
                }
            }
        }
    }
}
