package dev.gyre.it.benchmark;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Pods of 2 KB each, as Deployments of ten make them. */
final class SamplePods {

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

    private SamplePods() {}

    static Resource pod(int number, long revision) {
        int owner = number / PODS_OF_ONE;
        byte[] json = POD.formatted(number, owner, owner % 15, number % 3_000).getBytes(StandardCharsets.UTF_8);
        ObjectNode tree = Json.readObject(json);
        String name = tree.path("metadata").path("name").asString();
        return Resource.of(ResourceKey.namespaced("", "pods", "shop-" + owner % 15, name), revision, tree);
    }

    /** The same without an owner and a node, so that no controller takes it for one that is left over. */
    static Resource lone(int number) {
        Resource pod = pod(number, 0);
        ObjectNode tree = pod.json().deepCopy();
        tree.withObject("/metadata").remove("ownerReferences");
        tree.withObject("/spec").remove("nodeName");
        return Resource.of(pod.key(), pod.revision(), tree);
    }
}
