package dev.gyre.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node as it is to be registered.
 *
 * @param kubeletPort where its logs are served; 0 where they are not
 * @param cpuMillis the machine's own where null, as with the others
 * @param relistEvery how often the runtime is compared with what should be; zero for never
 * @param emitsEvents whether Events are written for people to read
 * @param volumeDirectory the absolute path below which volumes of the provisioner {@code gyre.dev/local-path} may lie; empty where
 *     none may
 */
public record NodeSettings(
        String name,
        String hostIp,
        int kubeletPort,
        Map<String, String> labels,
        @Nullable Long cpuMillis,
        @Nullable Long memoryBytes,
        int maxPods,
        List<String> clusterDns,
        String clusterDomain,
        Duration heartbeatEvery,
        Duration relistEvery,
        boolean emitsEvents,
        String volumeDirectory) {
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration RELIST = Duration.ofSeconds(5);
    private static final int MAX_PODS = 110;

    public static NodeSettings of(String name, String hostIp, int kubeletPort) {
        return new NodeSettings(
                name,
                hostIp,
                kubeletPort,
                Map.of(),
                null,
                null,
                MAX_PODS,
                List.of(),
                "cluster.local",
                HEARTBEAT,
                RELIST,
                true,
                "");
    }

    public NodeSettings withLabels(Map<String, String> labels) {
        return new NodeSettings(
                name,
                hostIp,
                kubeletPort,
                labels,
                cpuMillis,
                memoryBytes,
                maxPods,
                clusterDns,
                clusterDomain,
                heartbeatEvery,
                relistEvery,
                emitsEvents,
                volumeDirectory);
    }

    /** Pods find the cluster's names at these servers. */
    public NodeSettings withClusterDns(List<String> servers, String domain) {
        return new NodeSettings(
                name,
                hostIp,
                kubeletPort,
                labels,
                cpuMillis,
                memoryBytes,
                maxPods,
                servers,
                domain,
                heartbeatEvery,
                relistEvery,
                emitsEvents,
                volumeDirectory);
    }

    /** A runtime that forgets no event need not be asked. */
    public NodeSettings withoutRelist() {
        return new NodeSettings(
                name,
                hostIp,
                kubeletPort,
                labels,
                cpuMillis,
                memoryBytes,
                maxPods,
                clusterDns,
                clusterDomain,
                heartbeatEvery,
                Duration.ZERO,
                emitsEvents,
                volumeDirectory);
    }

    /** Volumes may be made there. */
    public NodeSettings withVolumeDirectory(String directory) {
        return new NodeSettings(
                name,
                hostIp,
                kubeletPort,
                labels,
                cpuMillis,
                memoryBytes,
                maxPods,
                clusterDns,
                clusterDomain,
                heartbeatEvery,
                relistEvery,
                emitsEvents,
                directory);
    }
}
