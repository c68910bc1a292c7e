package dev.gyre.it.benchmark;

import com.sun.management.ThreadMXBean;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.deployment.DeploymentReconciler;
import dev.gyre.actors.disruption.DisruptionReconciler;
import dev.gyre.actors.endpointslice.EndpointSliceReconciler;
import dev.gyre.actors.garbagecollection.GarbageCollectionReconciler;
import dev.gyre.actors.nodelifecycle.NodeLifecycleReconciler;
import dev.gyre.actors.podgc.PodGcReconciler;
import dev.gyre.actors.replicaset.ReplicaSetReconciler;
import dev.gyre.actors.scheduler.SchedulerReconciler;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.events.ChangeFeed.Advance;
import dev.gyre.schemas.ApiClient.ResourceList;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.ResourceEvent;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * CPU time that one change costs the view and each controller, in clusters of 1,000 to 100,000 pods: Deployments of ten pods, one
 * node to fifty pods, all in one namespace. A line that grows with the cluster is a fault. Arguments: numbers of pods.
 */
public final class ScaleBenchmark {

    private static final int PODS_OF_ONE = 10;
    private static final int PODS_ON_ONE = 50;
    private static final int WARM_UP = 300;
    private static final int CHANGES = 300;
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Provenance NOBODY = new Provenance("", "", "", NOW);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final int pods;
    private PersistentClusterView view;

    private ScaleBenchmark(int pods) {
        this.pods = pods;
        List<Resource> objects = new ArrayList<>();
        for (int n = 0; n < pods / PODS_ON_ONE; n++) {
            objects.add(node(n));
        }
        for (int d = 0; d < pods / PODS_OF_ONE; d++) {
            objects.add(deployment(d, PODS_OF_ONE));
            objects.add(replicaSet(d));
        }
        for (int p = 0; p < pods; p++) {
            objects.add(pod(p, 1, "node-" + p / PODS_ON_ONE));
        }
        view = PersistentClusterView.of(new ResourceList(1, objects));
    }

    public static void main(String[] arguments) {
        for (String pods : arguments.length == 0 ? new String[] {"1000", "10000", "100000"} : arguments) {
            ScaleBenchmark benchmark = new ScaleBenchmark(Integer.parseInt(pods));
            benchmark.measure("a pod's status", null, benchmark::podStatus);
            benchmark.measure("a pod's status", new ReplicaSetReconciler(), benchmark::podStatus);
            benchmark.measure("a pod's status", new DisruptionReconciler(), benchmark::podStatus);
            benchmark.measure("a pod's status", new EndpointSliceReconciler(), benchmark::podStatus);
            benchmark.measure("a pod's status", new PodGcReconciler(), benchmark::podStatus);
            benchmark.measure(
                    "a pod's status",
                    new GarbageCollectionReconciler(KubernetesKinds.registry()),
                    benchmark::podStatus);
            benchmark.measure("a Deployment's annotation", new DeploymentReconciler(), benchmark::deploymentChange);
            benchmark.measure("a pod to place", new SchedulerReconciler(), benchmark::waitingPod);
            benchmark.measureLostNodes();
        }
    }

    /** Changes, each followed by what the controller decides about whatever it affects. */
    private void measure(String what, @Nullable Reconciler reconciler, IntFunction<Resource> change) {
        PersistentClusterView before = view;
        for (int i = 0; i < WARM_UP; i++) {
            step(reconciler, change.apply(i));
        }
        long cpu = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CHANGES; i++) {
            step(reconciler, change.apply(i));
        }
        System.out.printf(
                Locale.ROOT,
                "%,7d pods, %-25s %-18s %,8.1f us, %,8.1f KB%n",
                pods,
                what + ":",
                reconciler == null ? "the view" : reconciler.name(),
                (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3 / CHANGES,
                (THREADS.getCurrentThreadAllocatedBytes() - bytes) / 1e3 / CHANGES);
        view = before;
    }

    /** All nodes have fallen silent, and are looked at one after the other, as after the change of one of them. */
    private void measureLostNodes() {
        NodeLifecycleReconciler reconciler = new NodeLifecycleReconciler(Instant.EPOCH);
        int nodes = pods / PODS_ON_ONE;
        PersistentClusterView lost = PersistentClusterView.of(new ResourceList(
                1, IntStream.range(0, nodes).mapToObj(ScaleBenchmark::lostNode).toList()));
        long cpu = 0;
        long bytes = 0;
        int turns = Math.max(3, 20_000 / nodes);
        for (int turn = 0; turn < 2 * turns; turn++) {
            if (turn == turns) {
                cpu = THREADS.getCurrentThreadCpuTime();
                bytes = THREADS.getCurrentThreadAllocatedBytes();
            }
            lost = lost.apply(new Advance(2 + turn, List.of()));
            for (Resource node : lost.list("", "nodes")) {
                reconciler.reconcile(node.key(), lost, NOW);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%,7d pods, %-25s %-18s %,8.1f us, %,8.1f KB%n",
                pods,
                "a lost node:",
                reconciler.name(),
                (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3 / turns / nodes,
                (THREADS.getCurrentThreadAllocatedBytes() - bytes) / 1e3 / turns / nodes);
    }

    private void step(@Nullable Reconciler reconciler, Resource changed) {
        ResourceEvent event = new ResourceEvent(ResourceEvent.Type.MODIFIED, changed, NOBODY);
        view = view.apply(new Advance(changed.revision(), List.of(event)));
        if (reconciler == null) {
            return;
        }
        Set<ResourceKey> affected = reconciler.affectedBy(event, view);
        for (ResourceKey key : affected) {
            Decision decision = reconciler.reconcile(key, view, NOW);
            if (decision.commands().size() > PODS_OF_ONE) {
                throw new IllegalStateException("not what was to be measured: " + decision.reasons());
            }
        }
    }

    private Resource podStatus(int change) {
        return pod(change * 7 % pods, view.revision() + 1, "node-" + change * 7 % pods / PODS_ON_ONE);
    }

    private Resource deploymentChange(int change) {
        Resource known = view.get(
                        deployment(change % (pods / PODS_OF_ONE), PODS_OF_ONE).key())
                .orElseThrow();
        ObjectNode json = known.copy();
        json.withObjectProperty("metadata").putObject("annotations").put("change", view.revision());
        return Resource.of(known.key(), view.revision() + 1, json);
    }

    /** One waits at a time: the former one is where the next one is put. */
    private Resource waitingPod(int change) {
        return pod(pods, view.revision() + 1, "");
    }

    private static Resource node(int number) {
        return read("", "nodes", "", 1, """
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"node-%1$d","uid":"node-%1$d"},
                 "status":{"allocatable":{"cpu":"32","memory":"64Gi","pods":"110"},"conditions":[{"type":"Ready","status":"True"}]}}""".formatted(number));
    }

    private static Resource lostNode(int number) {
        return read("", "nodes", "", 1, """
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"node-%1$d","uid":"node-%1$d"},
                 "spec":{"taints":[{"key":"node.kubernetes.io/unreachable","effect":"NoSchedule"}]},
                 "status":{"conditions":[{"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown",
                 "lastTransitionTime":"2026-11-28T11:00:00Z"}]}}""".formatted(number));
    }

    private static Resource deployment(int number, int replicas) {
        return read("apps", "deployments", "default", 1, """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d-%1$d","namespace":"default","uid":"d-%1$d","generation":1,
                 "creationTimestamp":"2026-11-28T11:00:00Z"},"spec":{"replicas":%2$d,"selector":{"matchLabels":{"app":"d-%1$d"}},
                 "strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":"25%%","maxUnavailable":"25%%"}},"template":{
                 "metadata":{"labels":{"app":"d-%1$d"}},"spec":{"containers":[{"name":"c","image":"web"}]}}}}""".formatted(number, replicas));
    }

    private static Resource replicaSet(int number) {
        return read("apps", "replicasets", "default", 1, """
                {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"d-%1$d-1","namespace":"default","uid":"r-%1$d","generation":1,
                 "creationTimestamp":"2026-11-28T11:00:00Z","labels":{"app":"d-%1$d"},"ownerReferences":[{"apiVersion":"apps/v1",
                 "kind":"Deployment","name":"d-%1$d","uid":"d-%1$d","controller":true}]},"spec":{"replicas":10,
                 "selector":{"matchLabels":{"app":"d-%1$d"}},"template":{"metadata":{"labels":{"app":"d-%1$d"}},
                 "spec":{"containers":[{"name":"c","image":"web"}]}}},"status":{"replicas":10,"readyReplicas":10,"availableReplicas":10,
                 "fullyLabeledReplicas":10,"observedGeneration":1}}""".formatted(number));
    }

    private static Resource pod(int number, long revision, String node) {
        return read("", "pods", "default", revision, """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p-%1$d","namespace":"default","uid":"p-%1$d",
                 "creationTimestamp":"2026-11-28T11:00:00Z","labels":{"app":"d-%2$d"},"ownerReferences":[{"apiVersion":"apps/v1",
                 "kind":"ReplicaSet","name":"d-%2$d-1","uid":"r-%2$d","controller":true}]},"spec":{"nodeName":"%3$s","containers":[
                 {"name":"c","image":"web","resources":{"requests":{"cpu":"10m","memory":"10Mi"}}}]},"status":{"phase":"Running",
                 "podIP":"10.0.0.1","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-11-28T11:00:00Z"}]}}""".formatted(number, number / PODS_OF_ONE, node));
    }

    private static Resource read(String group, String plural, String namespace, long revision, String json) {
        ObjectNode object = Json.readObject(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String name = object.path("metadata").path("name").asString();
        return Resource.of(new ResourceKey(group, plural, namespace, name), revision, object);
    }
}
