package dev.gyre.gateway.proxy;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.ApiResponse.Takeover;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.kubelet.KubeletConnections;
import dev.gyre.gateway.proxy.ProxyExchange.Headers;
import dev.gyre.gateway.proxy.ProxyExchange.Passage;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.schemas.Status;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.CompletableFuture;
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
            return new Takeover(taken -> pass(target, taken));
        });
    }

    private CompletionStage<Void> pass(ProxyTarget target, HttpServerRequest request) {
        ProxyPath path = ProxyPath.of(request.uri());
        if (path == null) {
            return CompletableFuture.failedStage(new StatusException(
                    new Status(404, "NotFound", "the server could not find the requested resource", null)));
        }
        boolean isRead =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (path.rest().isEmpty() && isRead && !ProxyExchange.isUpgrade(request)) {
            // Relative links of a page lead astray unless its own place ends with a slash.
            request.resume();
            request.response()
                    .setStatusCode(301)
                    .putHeader("Location", path.prefix() + "/" + path.query())
                    .end();
            return CompletableFuture.completedStage(null);
        }
        RequestOptions to = new RequestOptions()
                .setHost(target.host())
                .setPort(target.port())
                .setURI(path.backendUri());
        Links links = new Links(ProxyHeaders.host(request), path.prefix(), target.host() + ":" + target.port());
        Headers headers = (asked, told, isUpgrade) -> ProxyHeaders.toBackend(asked, told, path, isUpgrade);
        return new ProxyExchange(backends.of(target), new Passage(to, headers, links), request).run();
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
