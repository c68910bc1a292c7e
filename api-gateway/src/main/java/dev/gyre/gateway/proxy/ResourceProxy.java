package dev.gyre.gateway.proxy;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.Takeover;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.kubelet.KubeletConnections;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Serves {@code pods/proxy}, {@code services/proxy} and {@code nodes/proxy}: finds the target and passes the request on. */
public final class ResourceProxy implements AutoCloseable {

    private final ResourceReader reader;
    private final Backends backends;

    public ResourceProxy(Vertx vertx, ResourceReader reader, KubeletConnections kubelets) {
        this.reader = reader;
        this.backends = new Backends(vertx, kubelets);
    }

    /** The answer, or null where the request is for something else. */
    public @Nullable CompletionStage<ApiResponse> answer(ApiRequest request, RequestInfo info) {
        String name = info.name();
        boolean isProxy = info.group().isEmpty() && info.version().equals("v1") && "proxy".equals(info.subresource());
        if (!isProxy || name == null) {
            return null;
        }
        boolean isServed = switch (info.resource()) {
            case "pods", "services" -> !info.namespace().isEmpty();
            case "nodes" -> info.namespace().isEmpty();
            default -> false;
        };
        if (!isServed) {
            return null;
        }
        return reader.consistent().thenApply(snapshot -> {
            ProxyTarget target = target(snapshot, info, ProxyName.parse(name));
            return new Takeover(taken -> new ProxyExchange(backends.of(target), target, taken).run());
        });
    }

    private static ProxyTarget target(Snapshot snapshot, RequestInfo info, ProxyName name) {
        return switch (info.resource()) {
            case "pods" -> ProxyTarget.ofPod(snapshot, info.namespace(), name);
            case "services" -> ProxyTarget.ofService(snapshot, info.namespace(), name, RandomGenerator.getDefault());
            default -> ProxyTarget.ofNode(snapshot, name);
        };
    }

    @Override
    public void close() {
        backends.close();
    }
}
