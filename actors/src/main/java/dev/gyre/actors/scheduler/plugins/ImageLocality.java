package dev.gyre.actors.scheduler.plugins;

import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import dev.gyre.actors.scheduler.Score;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Nodes that have a pod's images already are better, by the bytes that need not be pulled: from 23 MiB, which count as
 * nothing, to 1000 MiB a container, which count in full.
 */
public final class ImageLocality implements Score {

    private static final long LEAST_BYTES = 23L << 20;
    private static final long MOST_BYTES_A_CONTAINER = 1000L << 20;

    @Override
    public boolean concerns(PodInfo pod) {
        return !pod.spec().path("containers").isEmpty();
    }

    @Override
    public long score(PodInfo pod, NodeInfo node) {
        JsonNode onNode = node.node().json().path("status").path("images");
        if (onNode.isEmpty()) {
            return 0;
        }
        JsonNode containers = pod.spec().path("containers");
        Set<String> wanted = new HashSet<>();
        containers.forEach(
                container -> wanted.add(normalized(container.path("image").asString(""))));
        long present = 0;
        for (JsonNode image : onNode) {
            if (isWanted(image, wanted)) {
                present += image.path("sizeBytes").asLong(0);
            }
        }
        long most = MOST_BYTES_A_CONTAINER * Math.max(1, containers.size());
        long counted = Math.clamp(present, LEAST_BYTES, most) - LEAST_BYTES;
        return HIGHEST * counted / (most - LEAST_BYTES);
    }

    private static boolean isWanted(JsonNode image, Set<String> wanted) {
        for (JsonNode name : image.path("names")) {
            if (wanted.contains(name.asString(""))) {
                return true;
            }
        }
        return false;
    }

    /** A name without a tag means the latest. */
    private static String normalized(String image) {
        return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
    }
}
