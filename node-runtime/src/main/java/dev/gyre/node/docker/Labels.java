package dev.gyre.node.docker;

import dev.gyre.node.runtime.PodIdentity;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The labels by which this cluster's containers are known. Only containers with the cluster's id and the node's name are
 * ever looked at, let alone removed: other clusters and other people share the daemon.
 */
record Labels(String clusterId, Map<String, String> extra) {
    static final String CLUSTER = "gyre.cluster";
    static final String NODE = "gyre.node";
    static final String POD_UID = "gyre.pod.uid";
    static final String POD_NAMESPACE = "gyre.pod.namespace";
    static final String POD_NAME = "gyre.pod.name";
    static final String CONTAINER = "gyre.container";
    static final String ATTEMPT = "gyre.attempt";
    static final String HASH = "gyre.hash";

    Map<String, String> of(PodIdentity pod, String container, int attempt, String hash) {
        Map<String, String> labels = new LinkedHashMap<>(extra);
        labels.put(CLUSTER, clusterId);
        labels.put(NODE, pod.node());
        labels.put(POD_UID, pod.uid());
        labels.put(POD_NAMESPACE, pod.namespace());
        labels.put(POD_NAME, pod.name());
        labels.put(CONTAINER, container);
        labels.put(ATTEMPT, Integer.toString(attempt));
        labels.put(HASH, hash);
        return labels;
    }

    Map<String, String> ofCluster() {
        Map<String, String> labels = new LinkedHashMap<>(extra);
        labels.put(CLUSTER, clusterId);
        return labels;
    }

    static PodIdentity podOf(Map<String, String> labels) {
        return new PodIdentity(
                labels.getOrDefault(NODE, ""),
                labels.getOrDefault(POD_UID, ""),
                labels.getOrDefault(POD_NAMESPACE, ""),
                labels.getOrDefault(POD_NAME, ""));
    }

    static int attemptOf(Map<String, String> labels) {
        return Integer.parseInt(labels.getOrDefault(ATTEMPT, "0"));
    }
}
