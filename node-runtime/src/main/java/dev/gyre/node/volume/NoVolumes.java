package dev.gyre.node.volume;

import dev.gyre.node.pod.NodeFacts;
import dev.gyre.node.pod.VolumeInputs;
import dev.gyre.node.runtime.ContainerSpec.Mount;
import dev.gyre.schemas.Resource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;

/** For containers that do not exist: every volume is there and holds nothing. */
public final class NoVolumes implements PodVolumes {

    @Override
    public boolean areShown() {
        return false;
    }

    @Override
    public CompletionStage<Void> prepare(Resource pod, NodeFacts node, VolumeInputs inputs) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<Mount>> mounts(Resource pod, JsonNode container, int attempt) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<NetworkFiles> networkFiles(Resource pod, JsonNode container, NodeFacts node, String podIp) {
        return CompletableFuture.completedFuture(NetworkFiles.NONE);
    }

    @Override
    public CompletionStage<String> terminationMessage(String podUid, String container, int attempt) {
        return CompletableFuture.completedFuture("");
    }

    @Override
    public CompletionStage<Void> remove(String podUid) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Set<String>> podUids() {
        return CompletableFuture.completedFuture(Set.of());
    }
}
