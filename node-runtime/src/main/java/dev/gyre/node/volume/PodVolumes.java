package dev.gyre.node.volume;

import dev.gyre.node.pod.NodeFacts;
import dev.gyre.node.pod.VolumeInputs;
import dev.gyre.node.runtime.ContainerSpec.Mount;
import dev.gyre.schemas.Resource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;

/**
 * The volumes of pods on one node. Failures are {@link dev.gyre.node.pod.ConfigErrorException}s whose message is fit for
 * an Event.
 */
public interface PodVolumes {

    /** Whether anybody sees what is in a volume; where nobody does, nothing need be fetched for it. */
    default boolean areShown() {
        return true;
    }

    /** Makes the pod's volumes, or brings those that are there up to date. */
    CompletionStage<Void> prepare(Resource pod, NodeFacts node, VolumeInputs inputs);

    /** What a container mounts; the volumes must have been prepared. */
    CompletionStage<List<Mount>> mounts(Resource pod, JsonNode container, int attempt);

    /** The files by which a container knows names: {@code /etc/hosts} and {@code /etc/resolv.conf}. */
    CompletionStage<NetworkFiles> networkFiles(Resource pod, JsonNode container, NodeFacts node, String podIp);

    /** @param warnings what could not be written as it was asked for, in words for an Event */
    record NetworkFiles(List<Mount> mounts, List<String> warnings) {
        public static final NetworkFiles NONE = new NetworkFiles(List.of(), List.of());
    }

    /** What a container left at its {@code terminationMessagePath}; empty where it left nothing. */
    CompletionStage<String> terminationMessage(String podUid, String container, int attempt);

    CompletionStage<Void> remove(String podUid);

    /** The uids of all pods that have something here. */
    CompletionStage<Set<String>> podUids();
}
