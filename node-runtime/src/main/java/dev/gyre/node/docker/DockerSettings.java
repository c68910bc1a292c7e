package dev.gyre.node.docker;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * How to reach Docker, and what is whose.
 *
 * @param clusterId tells this cluster's containers and network from others on the same daemon
 * @param labels further labels for all that is made, such as the id of a test run
 * @param concurrency how many calls the daemon is given at once; more only make it slower
 */
public record DockerSettings(
        Path socket, String clusterId, Map<String, String> labels, String sandboxImage, int concurrency) {
    public static final Path DEFAULT_SOCKET = Path.of("/var/run/docker.sock");
    public static final String DEFAULT_SANDBOX_IMAGE = "gyre/pause:1";

    public static DockerSettings of(String clusterId) {
        return new DockerSettings(DEFAULT_SOCKET, clusterId, Map.of(), DEFAULT_SANDBOX_IMAGE, 6);
    }

    public DockerSettings withLabels(Map<String, String> labels) {
        return new DockerSettings(socket, clusterId, labels, sandboxImage, concurrency);
    }

    /** The network that all pods of the cluster on this machine share. */
    public String networkName() {
        return "gyre-" + clusterId;
    }

    /** The interface of that network; known before it is there, and no longer than the kernel allows. */
    public String bridgeName() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(clusterId.getBytes(StandardCharsets.UTF_8));
            return "br-gyre" + HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
