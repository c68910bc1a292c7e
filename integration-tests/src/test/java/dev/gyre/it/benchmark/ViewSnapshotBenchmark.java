package dev.gyre.it.benchmark;

import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.actors.view.ViewSnapshotFile;
import dev.gyre.actors.view.ViewSnapshots.Kept;
import dev.gyre.events.ChangeFeed.Place;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a process's kept view costs: {@code write FILE PODS} makes one, {@code read FILE} reads it, as a process does that has just
 * started, so each wants a JVM of its own.
 */
public final class ViewSnapshotBenchmark {

    private static final int PODS_OF_ONE = 10;
    private static final String POD = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-%2$d-7d9f8b6c5-%1$05x","namespace":"shop-%3$d",
             "uid":"6f1c2a7e-0000-4000-8000-%1$012x","creationTimestamp":"2026-11-28T11:00:00Z","generation":1,
             "labels":{"app":"web-%2$d","pod-template-hash":"7d9f8b6c5","tier":"frontend"},"annotations":{"example.com/owner":"team-%2$d"},
             "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-%2$d-7d9f8b6c5","uid":"r-%2$d","controller":true,
             "blockOwnerDeletion":true}]},"spec":{"nodeName":"node-%4$d","restartPolicy":"Always","dnsPolicy":"ClusterFirst",
             "serviceAccountName":"default","terminationGracePeriodSeconds":30,"schedulerName":"default-scheduler","priority":0,
             "enableServiceLinks":true,"preemptionPolicy":"PreemptLowerPriority","securityContext":{},"tolerations":[
             {"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},
             {"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],"containers":[
             {"name":"web","image":"registry.example.com/shop/web:1.2.3","imagePullPolicy":"IfNotPresent","ports":[{"containerPort":8080,
             "protocol":"TCP"}],"env":[{"name":"MODE","value":"production"}],"resources":{"requests":{"cpu":"100m","memory":"128Mi"}},
             "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}]},"status":{"phase":"Running",
             "podIP":"10.1.2.3","podIPs":[{"ip":"10.1.2.3"}],"hostIP":"10.0.0.1","qosClass":"Burstable","startTime":"2026-11-28T11:00:00Z",
             "conditions":[{"type":"PodScheduled","status":"True","lastTransitionTime":"2026-11-28T11:00:00Z"},
             {"type":"Initialized","status":"True","lastTransitionTime":"2026-11-28T11:00:00Z"},
             {"type":"ContainersReady","status":"True","lastTransitionTime":"2026-11-28T11:00:00Z"},
             {"type":"Ready","status":"True","lastTransitionTime":"2026-11-28T11:00:00Z"}],"containerStatuses":[{"name":"web","ready":true,
             "started":true,"restartCount":0,"image":"registry.example.com/shop/web:1.2.3","imageID":"sha256:0123456789abcdef",
             "containerID":"docker://0123456789abcdef","state":{"running":{"startedAt":"2026-11-28T11:00:00Z"}}}]}}""";

    private ViewSnapshotBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[1]);
        ViewSnapshotFile file = new ViewSnapshotFile(path, "benchmark");
        if (arguments[0].equals("write")) {
            List<Resource> pods = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                pods.add(pod(i, i + 1L));
            }
            long from = System.nanoTime();
            file.keep(new Place("benchmark", 1, pods.size(), Map.of(), 0), pods)
                    .toCompletableFuture()
                    .join();
            say("written, MB: " + Files.size(path) / 1_000_000, from);
            return;
        }
        long from = System.nanoTime();
        Kept kept = file.read().toCompletableFuture().join().orElseThrow();
        say("read", from);
        long read = System.nanoTime();
        PersistentClusterView view = PersistentClusterView.of(kept.objects());
        say("made a view of " + view, read);
    }

    private static void say(String what, long from) {
        System.out.printf(Locale.ROOT, "%s, %.2f s%n", what, (System.nanoTime() - from) / 1e9);
    }

    /** A pod of about 2 KB, one of ten of its owner. */
    static Resource pod(int number, long revision) {
        int owner = number / PODS_OF_ONE;
        byte[] json = POD.formatted(number, owner, owner % 15, number % 3_000).getBytes(StandardCharsets.UTF_8);
        var tree = Json.readObject(json);
        String name = tree.path("metadata").path("name").asString();
        return Resource.of(ResourceKey.namespaced("", "pods", "shop-" + owner % 15, name), revision, tree);
    }
}
