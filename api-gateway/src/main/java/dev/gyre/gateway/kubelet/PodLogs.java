package dev.gyre.gateway.kubelet;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Serves {@code pods/log}: finds the pod, its container and its node, and lets the node's kubelet speak. */
public final class PodLogs {

    private final ResourceReader reader;
    private final KubeletConnections kubelets;

    public PodLogs(ResourceReader reader, KubeletConnections kubelets) {
        this.reader = reader;
        this.kubelets = kubelets;
    }

    /** The answer, or null where the request is for something else. */
    public @Nullable CompletionStage<ApiResponse> answer(ApiRequest request, RequestInfo info) {
        String name = info.name();
        boolean isLog = info.group().isEmpty()
                && info.version().equals("v1")
                && info.resource().equals("pods")
                && "log".equals(info.subresource())
                && info.verb().equals("get");
        if (!isLog || name == null) {
            return null;
        }
        return reader.consistent().thenCompose(snapshot -> {
            StoredObject pod = snapshot.get(ResourceKey.namespaced("", "pods", info.namespace(), name));
            if (pod == null) {
                throw new StatusException(new Status(
                        404, "NotFound", "pods \"" + name + "\" not found", Status.Details.of("", "pods", name)));
            }
            LogRequest log = LogRequest.of(request, info.namespace(), name, pod.json());
            String node = pod.json().path("spec").path("nodeName").asString("");
            return node.isEmpty() ? nothingYet() : kubelets.stream(Kubelet.of(snapshot, node), log.path());
        });
    }

    /** A pod that no node has yet has said nothing. */
    private static CompletionStage<ApiResponse> nothingYet() {
        return CompletableFuture.completedStage(
                new ApiResponse.Full(200, Map.of("content-type", "text/plain"), new byte[0]));
    }
}
