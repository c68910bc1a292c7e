package dev.gyre.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One node as it is to be registered, and what its kubelet goes by.
 *
 * @param kubeletPort where its logs are served; 0 where they are not
 * @param labels beside those that every node has
 * @param awaitsCloudProvider whether somebody else says first what the machine is and where it stands; until then no pods come,
 *     and its addresses are theirs to write
 * @param clusterDns where pods find the cluster's names; empty for nowhere
 * @param relistEvery how often the runtime is compared with what should be; zero for never, as one that forgets no event need
 *     not be asked
 * @param volumeDirectory the absolute path below which volumes of the provisioner {@code gyre.dev/local-path} may lie; empty where
 *     none may
 */
public record NodeSettings(
        String name,
        String hostIp,
        int kubeletPort,
        Map<String, String> labels,
        boolean awaitsCloudProvider,
        List<String> clusterDns,
        String clusterDomain,
        Duration relistEvery,
        String volumeDirectory) {

    public static final String CLUSTER_DOMAIN = "cluster.local";
    public static final Duration RELIST = Duration.ofSeconds(5);

    public NodeSettings {
        labels = Map.copyOf(labels);
        clusterDns = List.copyOf(clusterDns);
    }

    /** A node without names, volumes and labels of its own. */
    public static NodeSettings of(String name, String hostIp, int kubeletPort) {
        return new NodeSettings(name, hostIp, kubeletPort, Map.of(), false, List.of(), CLUSTER_DOMAIN, RELIST, "");
    }

    /** The same on a runtime in memory. */
    public static NodeSettings simulated(String name, String hostIp) {
        return new NodeSettings(name, hostIp, 0, Map.of(), false, List.of(), CLUSTER_DOMAIN, Duration.ZERO, "");
    }
}
