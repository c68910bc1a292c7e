package dev.gyre.node.pod;

import java.util.List;

/**
 * What a pod can learn from the node it runs on.
 *
 * @param clusterDns the cluster's name servers; empty where there are none, then pods use the node's
 */
public record NodeFacts(
        String name,
        String hostIp,
        long allocatableCpuMillis,
        long allocatableMemoryBytes,
        List<String> clusterDns,
        String clusterDomain) {}
